"""One SMTP connection that never waits: it sends raw messages, one after another, over an open socket.

Whoever watches its socket calls `advance` when there is something to read or room to write.
"""

import smtplib
import ssl
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from itertools import islice
from socket import socket
from time import monotonic

from newsletter.deliveries.outcome import Outcome
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Delivery
from newsletter.sending.smtp.replies import CLOSING, Reply, ReplyParser, not_a_reply

SEVEN_BIT = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
READ_BYTES = 4096  # replies are short
MAX_PARTS = 1024  # that one call writes (IOV_MAX)
WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class SmtpConnection(ABC):
    """Takes an opened smtplib connection over; how a mail is sent is said by its two kinds, for DATA and for BDAT.

    `next_message` gives what may follow a mail before the server has answered, or None.

    Whatever is done returns the Outcomes of the mails that came to their end, in the order in which they were begun;
    what has none when the connection is no longer busy was never sent.
    """

    def __init__(self, connection: smtplib.SMTP, next_message: Callable[[], RawMessage | None]) -> None:
        self.connection, self.next_message = connection, next_message
        self.socket: socket = connection.sock  # type: ignore[assignment]  # an open one has a socket
        self.extensions = connection.esmtp_features
        self.is_tls = isinstance(self.socket, ssl.SSLSocket)
        self.socket.setblocking(False)
        self.parser = ReplyParser()
        # What is to be written, in parts; and how many bytes there were ever, and have left.
        self.outgoing: deque[bytes | memoryview] = deque()
        self.queued = self.written = 0
        self.ended: list[Outcome] = []
        # `sent` were accepted, `answered` came to an end that the server told.
        self.sent, self.answered, self.is_open = 0, 0, True
        self.is_broken = False  # nothing that is said now will be heard
        self.waits_for_room = False  # as its pool watches it
        self.began_at = self.moved_at = monotonic()

    @property
    @abstractmethod
    def is_busy(self) -> bool:
        """Whether it waits for an answer."""

    @property
    def has_room(self) -> bool:
        """Whether another mail may be begun although it is busy."""
        return False

    @abstractmethod
    def begin(self, message: RawMessage) -> list[Outcome]:
        """Send this message, and what follows."""

    def begin_more(self) -> list[Outcome]:
        """Send what may follow, where there is room."""
        return []

    @abstractmethod
    def quit(self) -> list[Outcome]:
        """Say goodbye; the connection is closed once the server has answered."""

    def advance(self) -> list[Outcome]:
        """Read and write what can be read and written now."""
        return self._try(self._write_and_read)

    def fail(self, error: OSError) -> list[Outcome]:
        """Break off for this reason."""
        return self._try(lambda: self._break_off(error))

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.connection.close()

    @abstractmethod
    def _take(self, reply: Reply) -> None:
        """A reply has come."""

    @abstractmethod
    def _break_off(self, error: OSError | UnicodeError) -> None:
        """Nothing more will come; close it, and note what that means for the mails that were begun."""

    # Messages

    def _as_taken(self, message: RawMessage) -> RawMessage:
        """The message itself, re-encoded for the rare server without 8BITMIME: MAIL tells the size of what is sent."""
        if not message.is_8bit or "8bitmime" in self.extensions:
            return message
        content = message_from_bytes(message.content, policy=SEVEN_BIT).as_bytes()
        return replace(message, content=content, is_8bit=False, has_dots=True)

    def _note_sent(self, reply: Reply) -> None:
        self.sent += 1
        self._note(Outcome(Delivery.Status.SENT, f"{reply.code} {reply.text.decode(errors='replace')}"))

    def _note(self, outcome: Outcome, place: int | None = None) -> None:
        """A server that is closing the connection before it heard of the mail takes no other either."""
        if outcome.reply.startswith(str(CLOSING)):
            self.close()
            if place == 0:
                outcome = replace(outcome, not_attempted=True, transport_down=True)
        self.answered += not outcome.not_attempted
        self.ended.append(outcome)

    # The socket

    def _try(self, work: Callable[[], None]) -> list[Outcome]:
        try:
            work()
        except (OSError, UnicodeError) as error:  # SMTPException is an OSError
            self._break_off(error)
        ended, self.ended = self.ended, []
        return ended

    def _end_turn(self) -> None:
        """Nothing is in flight. What comes unasked is no answer to the next mail, nor is a half one its beginning."""
        if self.parser.rest or self.outgoing:
            self.close()

    def _queue(self, *parts: bytes) -> int:
        """Write these after what waits. Returns the count of bytes at which they end, to be compared with `written`.

        TLS writes part by part, and may have sent most of one and still tell that none has left: there a mail's end is
        the end of a part.
        """
        self.outgoing += [b"".join(parts)] if self.is_tls else parts
        self.queued += sum(map(len, parts))
        return self.queued

    def _write_and_read(self) -> None:
        if self.outgoing:
            self._write()
        self._read()

    def _write(self) -> None:
        """An error before the last byte has left means that the server never saw the mail's end."""
        self.moved_at = monotonic()
        try:
            while self.outgoing:
                self._forget_written(self._send())
        except WOULD_BLOCK:
            return
        except ConnectionError:
            self.is_broken = True
            self._read()  # who hangs up in the middle of a mail has mostly said why
            raise

    def _send(self) -> int:
        """Of what waits as much as can be written now. Returns the number of bytes."""
        if self.is_tls:
            return self.socket.send(self.outgoing[0])
        return self.socket.sendmsg(islice(self.outgoing, MAX_PARTS))

    def _forget_written(self, count: int) -> None:
        self.written += count
        while count and count >= len(self.outgoing[0]):
            count -= len(self.outgoing.popleft())
        if count:
            self.outgoing[0] = memoryview(self.outgoing[0])[count:]

    def _read(self) -> None:
        try:
            data = self.socket.recv(READ_BYTES)
        except WOULD_BLOCK:
            return
        self.moved_at, self.is_broken = monotonic(), self.is_broken or not data
        self.parser.feed(data)
        while self.is_busy and (reply := self.parser.next_reply()):
            self._take(reply)
        if not data:
            raise smtplib.SMTPServerDisconnected("the connection was closed")
        if self.parser.rest and not self.is_busy:
            raise not_a_reply(self.parser.rest)
