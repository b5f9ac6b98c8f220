"""A bounce mailbox on an IMAP server (RFC 3501)."""

import imaplib
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Self
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds for each answer
AT_ONCE = 500  # UIDs that are asked for in one run


class Refused(OSError):
    """The server understood, and said no."""


class ImapMailbox:
    """imaps://user:password@host:993/INBOX, or imap:// without encryption. What the server refuses is an OSError."""

    def __init__(self, address: str, max_bytes: int) -> None:
        self.address, self.max_bytes = urlsplit(address), max_bytes
        self.folders: set[str] = set()
        self.can_move = False

    def __enter__(self) -> Self:
        address, secure = self.address, self.address.scheme == "imaps"
        kind = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
        self.imap = kind(address.hostname or "", address.port or (993 if secure else 143), timeout=TIMEOUT)
        try:
            self._ask(self.imap.login, unquote(address.username or ""), unquote(address.password or ""))
            self._ask(self.imap.select, unquote(address.path.strip("/")) or "INBOX")
            self.can_move = b"MOVE" in self._ask(self.imap.capability)[0].upper().split()
        except OSError:
            self._leave()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._leave()

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """By UID, so the oldest first; reading leaves no mark."""
        (found,) = self._ask(self.imap.uid, "SEARCH", "UNDELETED")
        for uid in (found or b"").decode().split()[:AT_ONCE]:
            try:
                answer = self._ask(self.imap.uid, "FETCH", uid, f"(BODY.PEEK[]<0.{self.max_bytes}>)")
            except Refused as error:
                logger.warning("Mail %s of the bounce mailbox cannot be read: %s", uid, error)
                continue
            contents = [part[1] for part in answer if isinstance(part, tuple)]
            if contents:  # else another process has filed it
                yield uid, contents[0]

    def file(self, key: str, folder: str) -> None:
        """By MOVE (RFC 6851), else as a copy and a deletion: broken off in between, it is read again."""
        self._make(folder)
        if self.can_move:
            self._ask(self.imap.uid, "MOVE", key, folder)
            return
        self._ask(self.imap.uid, "COPY", key, folder)
        self._ask(self.imap.uid, "STORE", key, "+FLAGS.SILENT", r"(\Deleted)")
        self._ask(self.imap.expunge)

    def _make(self, folder: str) -> None:
        if folder not in self.folders:
            self.folders.add(folder)
            with suppress(imaplib.IMAP4.error):  # NO: it exists
                self.imap.create(folder)

    def _ask(self, command: Any, *arguments: str) -> list[Any]:
        """The data of the answer. Raises OSError where the server says no, or anything but an answer."""
        try:
            status, data = command(*arguments)
        except imaplib.IMAP4.abort as error:
            raise ConnectionError(f"IMAP: {error}") from error
        except imaplib.IMAP4.error as error:
            raise Refused(f"IMAP: {error}") from error
        if status != "OK":
            raise Refused(f"IMAP: {status} {data!r}")
        return data

    def _leave(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self.imap.logout()
