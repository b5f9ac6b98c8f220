"""One SMTP connection that never waits: it sends raw messages, one after another, over an open socket.

Whoever watches its socket calls `advance` when there is something to read or room to write.
"""

import smtplib
import ssl
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from socket import socket
from time import monotonic

from newsletter.deliveries.outcome import Outcome
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Delivery
from newsletter.sending.django_backend.outcomes import of_error
from newsletter.sending.smtp import envelope
from newsletter.sending.smtp.replies import CLOSING, Reply, ReplyParser, not_a_reply

SEVEN_BIT = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
READ_BYTES = 65536
WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

# Yields (bytes to send, number of replies to wait for) and is sent those replies.
Dialogue = Generator[tuple[bytes, int], list[Reply], None]


class SmtpConnection:
    """Takes an opened smtplib connection over.

    A mail takes one round trip where others take four: where the server can take that (RFC 2920), MAIL, RCPT and DATA
    go in one packet, which also ends the mail before. `next_message` gives what may follow, or None.

    Whatever is done returns the Outcomes of the mails that came to their end, in the order in which they were begun;
    what has none when the dialogue is over was never sent.
    """

    def __init__(self, connection: smtplib.SMTP, next_message: Callable[[], RawMessage | None]) -> None:
        self.connection, self.next_message = connection, next_message
        self.socket: socket = connection.sock  # type: ignore[assignment]  # an open one has a socket
        self.extensions = connection.esmtp_features
        self.socket.setblocking(False)
        self.parser, self.replies, self.expected = ReplyParser(), list[Reply](), 0
        self.dialogue: Dialogue | None = None
        self.unsent: memoryview | bytes = b""
        self.current: RawMessage | None = None
        self.ended: list[Outcome] = []
        self.sent, self.is_open = 0, True
        # The packet holds a mail and so many bytes after it; the server may hold the whole mail.
        self.is_content, self.after_content, self.in_data = False, 0, False
        self.began_at = self.moved_at = monotonic()

    def begin(self, message: RawMessage) -> list[Outcome]:
        """Send this message, and what follows."""
        return self._start(self._transactions(message))

    def quit(self) -> list[Outcome]:
        """Say goodbye; the connection is closed once the server has answered."""
        return self._start(self._farewell())

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

    # The dialogue

    def _transactions(self, message: RawMessage) -> Dialogue:
        message = self._as_taken(message)
        self._take_up(message)
        replies = yield from self._introduce(message)
        while True:
            if (place := envelope.refused(replies)) is not None:
                yield from self._turn_away(message, place, replies)
                return
            following = self._following()
            ended, *replies = yield self._packet(message, following)
            self._end(ended)
            if not following or not self.is_open:
                return
            if self.ended[-1].stop_reason or self.ended[-1].transport_down:
                yield from self._clear(replies)
                return
            message = following
            self._take_up(message)

    def _following(self) -> RawMessage | None:
        """What may share a packet with the end of this mail."""
        message = self.next_message() if "pipelining" in self.extensions else None
        return self._as_taken(message) if message else None

    def _introduce(self, message: RawMessage) -> Generator[tuple[bytes, int], list[Reply], list[Reply]]:
        """The replies to the envelope, up to the first refusal."""
        replies: list[Reply] = []
        commands = envelope.commands(message, self.extensions)
        for packet in [commands] if "pipelining" in self.extensions else [[command] for command in commands]:
            replies += yield b"".join(packet), len(packet)
            if envelope.refused(replies) is not None:
                break
        return replies

    def _packet(self, message: RawMessage, following: RawMessage | None) -> tuple[bytes, int]:
        """The mail's content, and the envelope of the one that follows."""
        ahead = b"".join(envelope.commands(following, self.extensions)) if following else b""
        self.is_content, self.after_content = True, len(ahead)
        return b"".join([self._content(message), b".\r\n", ahead]), 4 if following else 1

    def _turn_away(self, message: RawMessage, place: int, replies: list[Reply]) -> Iterator[tuple[bytes, int]]:
        reply = replies[place]
        if reply.code < 400:
            raise smtplib.SMTPServerDisconnected(f"out of turn: {reply.code} {reply.text[:100]!r}")
        self._note(of_error(envelope.refusal(message, place, reply)), place)
        if self.is_open:
            yield from self._clear(replies)

    def _take_up(self, message: RawMessage) -> None:
        self.current, self.began_at = message, monotonic()

    def _end(self, reply: Reply) -> None:
        """What the server said of the whole mail."""
        self.is_content = self.in_data = False
        if reply.code // 100 == 2:
            self.sent += 1
            words = f"{reply.code} {reply.text.decode(errors='replace')}"
            return self._note(Outcome(Delivery.Status.SENT, words))
        return self._note(of_error(smtplib.SMTPDataError(reply.code, reply.text)))

    def _note(self, outcome: Outcome, place: int | None = None) -> None:
        """A server that is closing the connection before it heard of the mail takes no other either."""
        if outcome.reply.startswith(str(CLOSING)):
            self.close()
            if place == 0:
                outcome = replace(outcome, not_attempted=True, transport_down=True)
        self.ended.append(outcome)
        self.current = None

    def _as_taken(self, message: RawMessage) -> RawMessage:
        """The message itself, re-encoded for the rare server without 8BITMIME: MAIL tells the size of what is sent."""
        if not message.is_8bit or "8bitmime" in self.extensions:
            return message
        content = message_from_bytes(message.content, policy=SEVEN_BIT).as_bytes()
        return replace(message, content=content, is_8bit=False, has_dots=True)

    def _content(self, message: RawMessage) -> bytes:
        """The bytes after DATA: leading dots doubled, which count for no size (RFC 1870, 6)."""
        content = message.content
        return content.replace(b"\r\n.", b"\r\n..") if message.has_dots else content

    def _clear(self, replies: list[Reply]) -> Iterator[tuple[bytes, int]]:
        """After a refusal: a server that wants the mail all the same gets an empty one for nobody, and forgets it."""
        if replies[-1].code == CLOSING:
            return
        if len(replies) == 3 and replies[2].code == 354:
            yield b".\r\n", 1
        yield b"RSET\r\n", 1

    def _farewell(self) -> Dialogue:
        yield b"QUIT\r\n", 1
        self.close()

    # The socket

    def _start(self, dialogue: Dialogue) -> list[Outcome]:
        self.dialogue, self.began_at = dialogue, monotonic()
        return self._try(lambda: self._say(next(dialogue)))

    def _try(self, work: Callable[[], None]) -> list[Outcome]:
        try:
            work()
        except StopIteration:
            self.dialogue = None
            # What comes unasked is no answer to the next mail, nor is a half one its beginning.
            if self.parser.rest or self.unsent:
                self.close()
        except (OSError, UnicodeError) as error:  # SMTPException is an OSError
            self._break_off(error)
        ended, self.ended = self.ended, []
        return ended

    def _break_off(self, error: OSError | UnicodeError) -> None:
        """The mail's fate is what the server had said of it before, or what the error leaves possible."""
        self.dialogue = None
        self.close()
        if self.current and self.is_content and self.replies:
            self._end(self.replies[0])
        elif self.current:
            error.nothing_was_sent = not self.in_data  # type: ignore[union-attr]  # read by `of_error`
            not_attempted = isinstance(error, OSError) and not self.in_data
            self._note(replace(of_error(error), not_attempted=not_attempted))

    def _say(self, packet: tuple[bytes, int]) -> None:
        data, self.expected = packet
        self.unsent, self.replies = memoryview(data), []
        self._write()

    def _write_and_read(self) -> None:
        if self.unsent:
            self._write()
        self._read()

    def _write(self) -> None:
        """An error before the last byte has left means that the server never saw the mail's end."""
        self.moved_at = monotonic()
        try:
            while self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
                self.in_data = self.is_content and len(self.unsent) <= self.after_content
        except WOULD_BLOCK:
            return
        except ConnectionError:
            self._read()  # who hangs up in the middle of a mail has mostly said why
            raise

    def _read(self) -> None:
        try:
            data = self.socket.recv(READ_BYTES)
        except WOULD_BLOCK:
            return
        if not data:
            raise smtplib.SMTPServerDisconnected("the connection was closed")
        self.moved_at = monotonic()
        self.parser.feed(data)
        while self.dialogue and (reply := self.parser.next_reply()):
            self._take(reply)
        if self.parser.rest and not self.dialogue:
            raise not_a_reply(self.parser.rest)

    def _take(self, reply: Reply) -> None:
        self.replies.append(reply)
        if reply.code == CLOSING:
            self.expected = len(self.replies)
        if self.dialogue and len(self.replies) == self.expected:
            self._answer(self.dialogue)

    def _answer(self, dialogue: Dialogue) -> None:
        """Before we were done only a mail can be answered, and only by a no."""
        if self.unsent and (not self.is_content or self.replies[-1].code < 400):
            raise smtplib.SMTPServerDisconnected("an answer before the end of what was said")
        self._say(dialogue.send(self.replies))
