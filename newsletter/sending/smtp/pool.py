"""SmtpPool: several SMTP connections watched by one thread; messages are submitted, and their outcomes come back."""

from collections import deque
from collections.abc import Iterable
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from smtplib import SMTP
from time import monotonic

from django.conf import settings

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Delivery
from newsletter.sending.smtp.chunking_connection import ChunkingConnection
from newsletter.sending.smtp.connection import SmtpConnection
from newsletter.sending.smtp.connector import Connector, ConnectorQueue
from newsletter.sending.smtp.data_connection import DataConnection
from newsletter.sending.smtp.envelope import has_envelope

MAIL_TIMEOUT = 90  # seconds for one mail or one connector, however the server spreads its answers
CLOSE_SECONDS = 1  # for all goodbyes
CHECK_SECONDS = 0.1  # between two looks who is overdue

Job = tuple[ClaimedDelivery, RawMessage]


class SmtpPool:
    """A Transport whose connections are opened one by one, as work comes in.

    `work` is submitted and not begun, `busy` is what each connection carries, in the order in which it is answered.
    """

    max_in_flight = 8  # then one looks what came back: a mail that waits goes with the one before

    def __init__(self) -> None:
        self.work: deque[Job] = deque()
        self.done: deque[tuple[ClaimedDelivery | None, Outcome]] = deque()
        self.in_flight, self.is_halted = 0, False
        self.idle: list[SmtpConnection] = []
        self.busy: dict[SmtpConnection, deque[Job]] = {}
        self.closing: set[SmtpConnection] = set()
        self.connectors: set[Connector] = set()
        self.max_connections, self.checked_at = settings.MAIL_CONNECTIONS, monotonic()
        self.opened, self.selector = ConnectorQueue(), DefaultSelector()
        self.selector.register(self.opened.socket, EVENT_READ, lambda events: self._take_opened())

    def has_capacity(self) -> bool:
        """Whether the next mail would leave at once. If no connection is idle, another is opened."""
        if not self.idle and not self.connectors:
            self._open_another()
        return bool(self.idle) or any(connection.has_room for connection in self.busy)

    def submit(self, delivery: ClaimedDelivery, message: RawMessage) -> None:
        self.in_flight += 1
        self.work.append((delivery, message))
        self._dispatch()

    def cancel_pending(self) -> list[ClaimedDelivery]:
        cancelled = [delivery for delivery, _message in self.work]
        self.work.clear()
        self.in_flight -= len(cancelled)
        return cancelled

    def next_result(self, seconds: float) -> tuple[ClaimedDelivery | None, Outcome] | None:
        ends = monotonic() + seconds
        while not self.done:
            self._watch(max(ends - monotonic(), 0))
            if not self.done and monotonic() >= ends:
                return None
        delivery, outcome = self.done.popleft()
        self.in_flight -= delivery is not None
        return delivery, outcome

    def close(self) -> None:
        ends = monotonic() + CLOSE_SECONDS
        while self.idle:
            self._quit(self.idle.pop())
        while self.closing and monotonic() < ends:
            self._watch(CHECK_SECONDS)
        for connection in (*self.busy, *self.closing):
            connection.close()
        self.selector.close()
        self.opened.close()

    # Opening

    def _connection_count(self) -> int:
        return len(self.idle) + len(self.busy) + len(self.connectors)

    def _open_another(self) -> None:
        if self._connection_count() < self.max_connections:
            self.connectors.add(Connector(self.opened.put))

    def _take_opened(self) -> None:
        if (opened := self.opened.get()) is None:
            return
        connector, smtp, failure = opened
        if connector not in self.connectors:  # it was given up
            if smtp:
                smtp.close()
            return
        self.connectors.remove(connector)
        if failure:
            self._do_without(failure)
        elif smtp:
            self._add_connection(smtp)

    def _add_connection(self, smtp: SMTP) -> None:
        kind = ChunkingConnection if _takes_chunks(smtp) else DataConnection
        connection: SmtpConnection = kind(smtp, lambda: self._next_message(connection))
        self.selector.register(connection.socket, EVENT_READ, lambda events: self._advance(connection))
        self.idle.append(connection)
        self._dispatch()

    def _do_without(self, failure: Outcome) -> None:
        """One that still connects, or is connected, speaks for all; a server that takes so many gets no more."""
        others = self._connection_count()
        if others and not failure.stop_reason:
            self.max_connections = others
        else:
            self.done.append((None, failure))

    # Sending

    def _dispatch(self) -> None:
        while self.work and self.idle and not self.is_halted:
            connection, job = self.idle.pop(), self.work.popleft()
            self.busy[connection] = deque([job])
            self._settle(connection, connection.begin(job[1]))
        if self.work and not self.is_halted:
            self._begin_more()
        if len(self.work) > len(self.connectors):
            self._open_another()

    def _begin_more(self) -> None:
        """The connection that carries least takes what it has room for."""
        with_room = [connection for connection in self.busy if connection.has_room]
        if with_room:
            connection = min(with_room, key=lambda connection: len(self.busy[connection]))
            self._settle(connection, connection.begin_more())

    def _watch(self, seconds: float) -> None:
        for key, events in self.selector.select(seconds):
            key.data(events)
        if monotonic() - self.checked_at > CHECK_SECONDS:
            self._check_overdue()

    def _advance(self, connection: SmtpConnection) -> None:
        """Of several that were heard at once, one may have been closed over what another said."""
        if connection.is_open:
            self._settle(connection, connection.advance())

    def _next_message(self, connection: SmtpConnection) -> RawMessage | None:
        """What this connection may send next, asked for before the mail that it carries is answered."""
        is_last = connection.sent + len(self.busy[connection]) >= settings.MAIL_PER_CONNECTION
        if is_last or self.is_halted or not self.work or not has_envelope(self.work[0][1]):
            return None
        job = self.work.popleft()
        self.busy[connection].append(job)
        return job[1]

    def _settle(self, connection: SmtpConnection, ended: Iterable[Outcome]) -> None:
        """After a step of this connection, which may have ended mails, or the connection itself."""
        if not connection.is_open:
            self._drop(connection)
        elif connection.is_busy:
            self._listen(connection)
        again = [job for outcome in ended if (job := self._take_outcome(connection, outcome))]
        is_over = not connection.is_busy and connection in self.busy
        if is_over:
            again += self.busy.pop(connection)
        self.work.extendleft(reversed(again))
        if is_over:
            self._rest(connection)
        if not connection.is_busy:
            self._dispatch()

    def _drop(self, connection: SmtpConnection) -> None:
        self.selector.unregister(connection.socket)
        self.closing.discard(connection)
        if connection in self.idle:
            self.idle.remove(connection)

    def _listen(self, connection: SmtpConnection) -> None:
        """Wait for room only while there is something to write."""
        if bool(connection.outgoing) != connection.waits_for_room:
            connection.waits_for_room = bool(connection.outgoing)
            events = EVENT_READ | EVENT_WRITE if connection.waits_for_room else EVENT_READ
            key = self.selector.get_key(connection.socket)
            self.selector.modify(connection.socket, events, key.data)

    def _take_outcome(self, connection: SmtpConnection, outcome: Outcome) -> Job | None:
        """Of the first that it carries. Returns the job where it shall go again: the server had not looked at it."""
        job = self.busy[connection].popleft()
        if outcome.not_attempted and connection.answered:
            return job
        self.done.append((job[0], outcome))
        self.is_halted |= bool(outcome.stop_reason or outcome.transport_down)  # no other leaves before it is known
        return None

    def _rest(self, connection: SmtpConnection) -> None:
        if connection.is_open and connection.sent < settings.MAIL_PER_CONNECTION:
            self.idle.append(connection)
        elif connection.is_open:
            self._quit(connection)

    def _quit(self, connection: SmtpConnection) -> None:
        self.closing.add(connection)
        self._settle(connection, connection.quit())

    # Timeouts

    def _check_overdue(self) -> None:
        now = self.checked_at = monotonic()
        for connection in (*self.busy, *self.closing):
            if connection.is_open and self._is_overdue(connection, now):
                self._settle(connection, connection.fail(TimeoutError("timed out")))
        for connector in [connector for connector in self.connectors if now - connector.since > MAIL_TIMEOUT]:
            self.connectors.remove(connector)
            words = f"no connection in {MAIL_TIMEOUT} seconds"
            self._do_without(Outcome(Delivery.Status.RETRY, words, transport_down=True))

    def _is_overdue(self, connection: SmtpConnection, now: float) -> bool:
        quiet = settings.EMAIL_TIMEOUT or MAIL_TIMEOUT
        return now - connection.began_at > MAIL_TIMEOUT or now - connection.moved_at > quiet


def _takes_chunks(smtp: SMTP) -> bool:
    """RFC 3030 lets mails follow one another without waiting where the server takes pipelined commands, too."""
    return settings.MAIL_CHUNKING and {"chunking", "pipelining"} <= set(smtp.esmtp_features)
