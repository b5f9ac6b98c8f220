"""Mails by DATA: the server says yes to an envelope before it gets the content.

A mail takes one round trip where others take four: where the server can take that (RFC 2920), MAIL, RCPT and DATA go in
one packet, which also ends the mail before.
"""

import smtplib
from collections.abc import Generator, Iterator
from dataclasses import replace
from time import monotonic

from newsletter.deliveries.outcome import Outcome
from newsletter.mail.raw_message import RawMessage
from newsletter.sending.django_backend.outcomes import of_error
from newsletter.sending.smtp import envelope
from newsletter.sending.smtp.connection import SmtpConnection
from newsletter.sending.smtp.replies import CLOSING, Reply

# Queues what to send, yields the number of replies to wait for, and is sent those replies.
Dialogue = Generator[int, list[Reply], None]


class DataConnection(SmtpConnection):
    """One mail at a time, and the one announced with its end."""

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.dialogue: Dialogue | None = None
        self.replies, self.expected = list[Reply](), 0
        self.current: RawMessage | None = None
        self.content_ends_at: int | None = None  # of `written`, once the packet holds the mail

    @property
    def is_busy(self) -> bool:
        return self.dialogue is not None

    def begin(self, message: RawMessage) -> list[Outcome]:
        return self._start(self._transactions(message))

    def quit(self) -> list[Outcome]:
        return self._start(self._farewell())

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
            ended, *replies = yield self._queue_content(message, following)
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

    def _introduce(self, message: RawMessage) -> Generator[int, list[Reply], list[Reply]]:
        """The replies to the envelope, up to the first refusal."""
        replies: list[Reply] = []
        commands = envelope.commands(message, self.extensions)
        for packet in [commands] if "pipelining" in self.extensions else [[command] for command in commands]:
            self._queue(*packet)
            replies += yield len(packet)
            if envelope.refused(replies) is not None:
                break
        return replies

    def _queue_content(self, message: RawMessage, following: RawMessage | None) -> int:
        """The mail's content, and the envelope of the one that follows."""
        self.content_ends_at = self._queue(self._content(message), b".\r\n")
        if not following:
            return 1
        self._queue(*envelope.commands(following, self.extensions))
        return 4

    def _turn_away(self, message: RawMessage, place: int, replies: list[Reply]) -> Iterator[int]:
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
        self.content_ends_at = None
        if reply.code // 100 == 2:
            return self._note_sent(reply)
        return self._note(of_error(smtplib.SMTPDataError(reply.code, reply.text)))

    def _note(self, outcome: Outcome, place: int | None = None) -> None:
        super()._note(outcome, place)
        self.current = None

    def _content(self, message: RawMessage) -> bytes:
        """The bytes after DATA: leading dots doubled, which count for no size (RFC 1870, 6)."""
        content = message.content
        return content.replace(b"\r\n.", b"\r\n..") if message.has_dots else content

    def _clear(self, replies: list[Reply]) -> Iterator[int]:
        """After a refusal: a server that wants the mail all the same gets an empty one for nobody, and forgets it."""
        if replies[-1].code == CLOSING:
            return
        if len(replies) == 3 and replies[2].code == 354:
            self._queue(b".\r\n")
            yield 1
        self._queue(b"RSET\r\n")
        yield 1

    def _farewell(self) -> Dialogue:
        self._queue(b"QUIT\r\n")
        yield 1
        self.close()

    # Its steps

    def _start(self, dialogue: Dialogue) -> list[Outcome]:
        self.dialogue, self.began_at = dialogue, monotonic()
        return self._try(lambda: self._say(next(dialogue)))

    def _say(self, expected: int) -> None:
        self.expected, self.replies = expected, []
        self._write()

    def _take(self, reply: Reply) -> None:
        self.replies.append(reply)
        if reply.code == CLOSING:
            self.expected = len(self.replies)
        if self.dialogue and len(self.replies) == self.expected:
            self._answer(self.dialogue)

    def _answer(self, dialogue: Dialogue) -> None:
        """Before we were done only a mail can be answered, and only by a no."""
        if self.outgoing and (self.content_ends_at is None or self.replies[-1].code < 400):
            raise smtplib.SMTPServerDisconnected("an answer before the end of what was said")
        try:
            self._say(dialogue.send(self.replies))
        except StopIteration:
            self.dialogue = None
            self._end_turn()

    def _break_off(self, error: OSError | UnicodeError) -> None:
        """The mail's fate is what the server had said of it before, or what the error leaves possible."""
        self.dialogue = None
        self.close()
        ends_at = self.content_ends_at
        if self.current and ends_at is not None and self.replies:
            self._end(self.replies[0])
        elif self.current:
            nothing_was_sent = ends_at is None or self.written < ends_at
            error.nothing_was_sent = nothing_was_sent  # type: ignore[union-attr]  # read by `of_error`
            not_attempted = isinstance(error, OSError) and nothing_was_sent
            self._note(replace(of_error(error), not_attempted=not_attempted))
