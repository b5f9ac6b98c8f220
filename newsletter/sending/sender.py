"""The sender: what is due is claimed in batches, composed for each reader, and sent by a transport."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import inf
from time import monotonic
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage

from newsletter.corrections.owed import corrections_for
from newsletter.deliveries import claim_queue
from newsletter.deliveries.claim_queue import ClaimQueue
from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.deliveries.outcome_writer import OutcomeWriter, release
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.mail.fragments.fast_message import compose_message
from newsletter.mail.raw_message import RawMessage
from newsletter.models import Delivery
from newsletter.models.delivery import DeliveryQuerySet
from newsletter.sending import circuit_breaker
from newsletter.sending.batch_calls.choice import get_batch_api
from newsletter.sending.rate_limiter import get_rate_limiter
from newsletter.sending.transports import get_transport, uses_smtp
from subscribers.addresses import AddressError

logger = logging.getLogger(__name__)

TASK_SECONDS = 20  # a task is short, so that a worker can stop
BATCH_SECONDS = 300  # long before the sweep calls a batch lost
MAX_UNWRITTEN = 32  # with a batch more, the most that a killed worker leaves uncertain
POLL_SECONDS = 0.001  # between two looks whether a connection is free

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def send_due(at: dt.datetime) -> bool:
    """Send what is due, for about 20 seconds. Returns whether there may be more."""
    with new_sender(TASK_SECONDS) as sender:
        sender.send_from(claim_queue.due_queue(at, sender.claim_size))
    return sender.is_time_over and not sender.is_down


def send_all(deliveries: DeliveryQuerySet, at: dt.datetime) -> Counter[str]:
    """Send all of these that are open, whatever their hour. Returns how many came to which status."""
    with new_sender() as sender:
        sender.send_from(ClaimQueue(at, deliveries.order_by("due_at"), size=sender.claim_size))
    return sender.counts


def new_sender(seconds: float = inf) -> "Sender":
    """One that puts many mails into each call, where the provider takes them so."""
    from newsletter.sending.batch_sender import BatchSender  # which is a Sender itself

    api = get_batch_api()
    return BatchSender(api, seconds) if api else Sender(seconds)


class Sender:
    """Hands claimed mails to a transport and writes down the outcomes.

    However its block ends, each claimed mail has an outcome, or is released if no connection began to carry it.
    """

    claim_size, max_unwritten = 0, MAX_UNWRITTEN

    def __init__(self, seconds: float = inf) -> None:
        self.ends = monotonic() + seconds
        self.transport, self.writer, self.rate_limiter = get_transport(), OutcomeWriter(), get_rate_limiter()
        self.circuit_breaker = circuit_breaker.CircuitBreaker()
        self.not_started: dict[int, ClaimedDelivery] = {}
        self.corrections: dict[int, tuple[CorrectionNotice, ...]] = {}  # by claimed mail
        self.down: Outcome | None = None  # why no other mail can go out
        self.counts: Counter[str] = Counter()
        self.batch_ends = inf

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: BaseException | TracebackType | None) -> None:
        try:
            if kind:
                self._cancel_pending()
            self._wait_until_unwritten(0)
        finally:
            self._finish()

    @property
    def is_down(self) -> bool:
        return self.down is not None

    @property
    def is_time_over(self) -> bool:
        return monotonic() > self.ends

    def send_from(self, queue: ClaimQueue) -> None:
        """Send batch after batch of this queue, until there is none, the time is over, or nothing can go out."""
        while not self.is_down and not self.is_time_over and (batch := queue.next_batch()):
            self.send_batch(batch, queue.at)

    def send_batch(self, batch: list[ClaimedDelivery], at: dt.datetime) -> None:
        """Send these mails, claimed at that moment; the last of them may still be in flight afterwards."""
        self._keep(batch)
        self.corrections = corrections_for(batch, at)
        self.batch_ends = monotonic() + BATCH_SECONDS
        for left, delivery in zip(range(len(batch), 0, -1), batch, strict=True):
            if self.is_down or self.is_time_over:
                break
            self._send(delivery, left)
        self._wait_until_unwritten(self.max_unwritten)

    def _keep(self, deliveries: Iterable[ClaimedDelivery]) -> None:
        self.not_started |= {row.pk: row for row in deliveries}

    def _send(self, delivery: ClaimedDelivery, left: int) -> None:
        message = _compose(delivery, self.corrections.get(delivery.pk, ()))
        if isinstance(message, Outcome):
            self.not_started.pop(delivery.pk)
            return self._record(delivery, message)
        return self._submit(delivery, message, left)

    def _submit(self, delivery: ClaimedDelivery, message: Any, left: int) -> None:
        """Hand over the message as soon as it may leave; `left`: how many of its batch there are with it."""
        if self.rate_limiter and not self._wait_for_rate_limit(left):
            return
        self.not_started.pop(delivery.pk)
        self.transport.submit(delivery, message)
        self._after_submit()

    def _after_submit(self) -> None:
        if self.transport.in_flight >= self.transport.max_in_flight:
            return self._collect(0)
        return self.writer.flush_if_due()

    def _wait_for_rate_limit(self, left: int) -> bool:
        """Whether the mail may leave, and would leave at once; False where the time is over or nothing can go out."""
        while self.rate_limiter and not self.is_down and not self.is_time_over:
            if not self.rate_limiter.has_reserved:
                self.writer.flush()
            if not self.transport.has_capacity():
                self._collect(POLL_SECONDS)
            elif wait := self.rate_limiter.acquire(left):
                self._collect(wait)
            else:
                return True
        return False

    def _wait_until_unwritten(self, most: int) -> None:
        """Until at most so many outcomes are not written down."""
        while self.transport.in_flight + len(self.writer.pending) > most:
            if self.is_time_over:
                self._cancel_pending()
            elif monotonic() > self.batch_ends:
                self._stop(Outcome(Status.RETRY, "the server is too slow", transport_down=True))
            if self.transport.in_flight:
                self._collect(self.writer.seconds_until_flush)
            else:
                self.writer.flush()

    def _collect(self, seconds: float) -> None:
        """Record what comes back within so many seconds, and whatever has come back already."""
        while result := self.transport.next_result(min(seconds, self.writer.seconds_until_flush)):
            delivery, outcome = result
            if delivery:
                self._record(delivery, outcome)
            elif outcome.stop_reason:
                circuit_breaker.trip(outcome.stop_reason, outcome.reply)
            if outcome.transport_down:
                self._stop(outcome)
            seconds = 0
        self.writer.flush_if_due()

    def _record(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        self.writer.add(delivery, outcome)
        self.counts[str(outcome.status)] += 1
        if reason := self.circuit_breaker.record(delivery, outcome):
            self._stop(replace(outcome, stop_reason=reason))

    def _stop(self, outcome: Outcome) -> None:
        if self.down is None:
            logger.warning("No mail can be sent now, the rest waits: %s", outcome.reply)
            self.down = outcome
        self._cancel_pending()

    def _cancel_pending(self) -> None:
        """Nothing more begins to leave."""
        self._keep(self.transport.cancel_pending())

    def _finish(self) -> None:
        """What was not started waits a while where the transport is down, and is released where we just stop."""
        rest, self.not_started = list(self.not_started.values()), {}
        if self.down and not self.down.stop_reason:
            for delivery in rest:
                reply = f"not tried after: {self.down.reply}"
                self._record(delivery, replace(self.down, status=Status.RETRY, reply=reply, transport_down=True))
        else:
            release(rest)
        self.writer.flush()
        self.circuit_breaker.flush()
        self.transport.close()
        if self.counts:
            logger.info("Mails: %s", ", ".join(f"{count} {status}" for status, count in sorted(self.counts.items())))


def _compose(
    delivery: ClaimedDelivery, corrections: tuple[CorrectionNotice, ...]
) -> RawMessage | EmailMessage | Outcome:
    """The message for the transport, or the Outcome where there is nothing to send."""
    try:
        message = (compose_raw if uses_smtp() else compose_message)(delivery, corrections)
    except AddressError as error:  # a second recipient in it would get the mail of the first
        return Outcome(Status.FAILED, str(error))
    except Exception as error:  # one reader's edition that cannot be composed must not hold up all others
        logger.exception("Delivery %s cannot be composed", delivery.public_id)
        return Outcome(Status.RETRY, f"not composed: {type(error).__name__}: {error}")
    if message is None:
        return Outcome(Status.SKIPPED, skip_reason=SkipReason.NOTHING_SELECTED)
    if isinstance(message, EmailMessage):
        message.metadata = {"delivery": delivery.public_id}  # type: ignore[attr-defined]  # Anymail's events bring it back
    return message
