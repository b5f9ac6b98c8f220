"""The bounce mailbox, wherever it stands: mails wait in it, and each is filed once it was read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import urlsplit

from newsletter.bounces.imap import ImapMailbox
from newsletter.bounces.maildir import MaildirMailbox

MAX_BYTES = 1_000_000  # of one mail; what a report says stands before the copy that it encloses
READ, OTHER = "Read", "Other"  # folders: reports that were stored, and mails that were none for us


class BounceMailbox(Protocol):
    """What cannot be read or moved raises OSError."""

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """The key of each waiting mail, and the beginning of it."""

    def file(self, key: str, folder: str) -> None:
        """Move it into this folder; one that somebody else has filed meanwhile is no error."""


@contextmanager
def open_mailbox(address: str) -> Iterator[BounceMailbox]:
    """By the address in MAIL_BOUNCE_MAILBOX. Raises OSError where it cannot be opened."""
    if urlsplit(address).scheme == "maildir":
        yield MaildirMailbox(urlsplit(address).path, MAX_BYTES)
        return
    with ImapMailbox(address, MAX_BYTES) as box:
        yield box
