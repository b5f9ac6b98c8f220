"""Mails by BDAT (CHUNKING, RFC 3030): envelope and content leave together, several mails before the first is answered.

So a server far away is kept busy by few connections; where DATA takes a round trip for each mail, here a round trip
carries up to eight.
"""

import smtplib
from collections import deque
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic

from newsletter.deliveries.outcome import Outcome
from newsletter.mail.raw_message import RawMessage
from newsletter.sending.django_backend.outcomes import of_error
from newsletter.sending.smtp import envelope
from newsletter.sending.smtp.connection import SmtpConnection
from newsletter.sending.smtp.replies import CLOSING, Reply

MAX_UNANSWERED = 8  # mails of one connection; at most so many are uncertain when it breaks
BAD_SEQUENCE = 503


@dataclass
class Transaction:
    """What the next replies are about: a mail, or without a message a command."""

    message: RawMessage | None
    expected: int  # replies
    ends_at: float = inf  # of `written`; more bytes than ever leave, until all of it is queued
    replies: list[Reply] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        return len(self.replies) == self.expected or self.replies[-1].code == CLOSING

    @property
    def refused_at(self) -> int | None:
        """The place of the first no to MAIL (0), RCPT (1) or BDAT (2), or None."""
        return next((place for place, reply in enumerate(self.replies) if reply.code >= 400), None)


class ChunkingConnection(SmtpConnection):
    """Up to eight mails in flight, answered in their order.

    It begins with one, and with one again after each refusal: twice as many with each mail that is accepted. Who
    refuses all of ours, because of who we are, has refused one from each connection. A mail that nothing precedes waits
    for a yes to its envelope: a connection that the server has closed meanwhile makes it no uncertain one.
    """

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.in_flight: deque[Transaction] = deque()
        self.content: tuple[bytes, bytes] | None = None  # BDAT, and what waits for a yes to its envelope
        self.window, self.must_reset, self.is_quitting = 1, False, False

    @property
    def is_busy(self) -> bool:
        return bool(self.in_flight)

    @property
    def has_room(self) -> bool:
        is_settled = self.content is None and not self.must_reset
        return self.is_open and not self.is_broken and is_settled and len(self.in_flight) < self.window

    def begin(self, message: RawMessage) -> list[Outcome]:
        self.began_at = monotonic()
        return self._try(lambda: self._begin(message))

    def begin_more(self) -> list[Outcome]:
        return self._try(self._fill)

    def quit(self) -> list[Outcome]:
        self.began_at, self.is_quitting = monotonic(), True
        return self._try(lambda: self._command(b"QUIT\r\n"))

    # What is said

    def _fill(self) -> None:
        while self.has_room and (message := self.next_message()):
            self._begin(message)

    def _begin(self, message: RawMessage) -> None:
        message, precedes = self._as_taken(message), bool(self.in_flight)
        transaction = Transaction(message, expected=3)
        self.in_flight.append(transaction)
        mail, rcpt, _data = envelope.commands(message, self.extensions)
        content = (b"BDAT %d LAST\r\n" % len(message.content), message.content)
        if precedes:
            transaction.ends_at = self._queue(mail, rcpt, *content)
        else:
            self.content, transaction.expected = content, 2
            self._queue(mail, rcpt)
        self._write()

    def _command(self, line: bytes) -> None:
        self.in_flight.append(Transaction(None, 1, self._queue(line)))
        self._write()

    # What is answered

    def _take(self, reply: Reply) -> None:
        transaction = self.in_flight[0]
        transaction.replies.append(reply)
        if not transaction.is_answered:
            return None
        if self.content and transaction.refused_at is None:
            return self._send_content(transaction, self.content)
        if transaction.message:
            self._end(transaction, transaction.message)
        self.in_flight.popleft()
        self.content, self.began_at = None, monotonic()
        if self.is_quitting:
            self.close()
        if self.is_open:
            return self._go_on()
        return self.in_flight.clear()

    def _send_content(self, transaction: Transaction, content: tuple[bytes, bytes]) -> None:
        transaction.expected, transaction.ends_at = 3, self._queue(*content)
        self.content = None
        self._write()
        self._fill()

    def _go_on(self) -> None:
        """A refused mail is forgotten, in a step of its own, before there is another."""
        if not self.in_flight:
            self._end_turn()
        if self.is_open and not self.in_flight and self.must_reset:
            self.must_reset = False
            return self._command(b"RSET\r\n")
        return self._fill()

    def _end(self, transaction: Transaction, message: RawMessage) -> None:
        """A mail whose content the server took is sent, whatever it said of the envelope."""
        reply = transaction.replies[-1]
        if self.written < transaction.ends_at and reply.code < 400:
            raise smtplib.SMTPServerDisconnected("an answer before the end of what was said")
        if reply.code // 100 == 2:
            self.window = min(2 * self.window, MAX_UNANSWERED)
            return self._note_sent(reply)
        if reply.code < 400:
            raise smtplib.SMTPServerDisconnected(f"out of turn: {reply.code} {reply.text[:100]!r}")
        return self._refuse(transaction, message)

    def _refuse(self, transaction: Transaction, message: RawMessage) -> None:
        outcome, is_behind = _refusal(transaction, message), self._is_behind(transaction)
        self.window, self.must_reset = 1, True
        self._note(replace(outcome, not_attempted=is_behind), transaction.refused_at)

    def _is_behind(self, transaction: Transaction) -> bool:
        """Whether a 503 to MAIL speaks of the refused mail before, which the server has not forgotten.

        It refuses nothing by itself: the recipient and the content may still be taken, as part of that mail's.
        """
        return self.must_reset and transaction.replies[0].code == BAD_SEQUENCE

    def _is_refused(self, transaction: Transaction) -> bool:
        """For sure, though not all answers have come."""
        place = transaction.refused_at
        if place == 0 and self._is_behind(transaction):
            return any(reply.code >= 400 for reply in transaction.replies[1:])
        return place is not None

    def _break_off(self, error: OSError | UnicodeError) -> None:
        """What the server had refused is refused; what has left as a whole is uncertain; the rest was never sent."""
        self.close()
        while self.in_flight:
            transaction = self.in_flight.popleft()
            if not transaction.message:
                continue
            if self._is_refused(transaction):
                self._refuse(transaction, transaction.message)
            elif self.written >= transaction.ends_at:
                self._note(of_error(error))
            else:
                error.nothing_was_sent = True  # type: ignore[union-attr]  # read by `of_error`
                self._note(replace(of_error(error), not_attempted=isinstance(error, OSError)))
                self.in_flight.clear()


def _refusal(transaction: Transaction, message: RawMessage) -> Outcome:
    place = transaction.refused_at or 0
    return of_error(envelope.refusal(message, place, transaction.replies[place]))
