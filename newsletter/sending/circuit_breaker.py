"""The circuit breaker: all sending stops by itself where going on would do harm, and only the operator resets it."""

import datetime as dt
import logging
from time import monotonic

from django.db import transaction
from django.utils import timezone

from newsletter.alerts import mails, watch
from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery, SendingState
from newsletter.redaction import redact

logger = logging.getLogger(__name__)

FIRST_MAILS, MAX_FAILED_OF_FIRST = 100, 20
MAX_FAILED_SHARE = 0.05  # of more mails than the first hundred
FLUSH_SECONDS = 1.0  # after which a worker adds its counts to everybody's, if nothing failed before

Status, Reason = Delivery.Status, SendingState.Reason
BAD = (Status.FAILED, Status.UNCERTAIN)


def trip(reason: str, reply: str) -> str:
    """Stop all sending, unless it is stopped already, and tell the operator. Returns the reason."""
    SendingState.objects.row()
    fields = {"stopped_at": timezone.now(), "reason": reason, "reply": redact(reply)[:500]}  # it may name a reader
    if SendingState.objects.filter(stopped_at=None).update(**fields):
        logger.error("Sending is stopped: %s: %s", reason, reply)
        tell_operators()
    return reason


def tell_operators() -> None:
    """At once, and not at the next watch: readers wait."""
    at = timezone.now()
    for problem in mails.stopped_sending(at):
        watch.open_alert(problem, at)
    watch.tell(at)


def reset() -> bool:
    """Send again, and count afresh. Returns whether it was stopped."""
    fresh = {"stopped_at": None, "reason": Reason.NONE, "reply": "", "attempted": 0, "failed": 0}
    return bool(SendingState.objects.stopped().update(**fresh))


def too_many_failed(attempted: int, failed: int) -> bool:
    """20 of the first 100 mails, or more than 5 % of more."""
    return failed >= MAX_FAILED_OF_FIRST if attempted <= FIRST_MAILS else failed > MAX_FAILED_SHARE * attempted


class CircuitBreaker:
    """What one worker sees of how mails fare; it adds that to everybody's at each failure, and every second."""

    def __init__(self) -> None:
        self.attempted, self.failed, self.flushed_at = 0, 0, monotonic()
        self.date: dt.date | None = None  # of the newest digest among them

    def record(self, delivery: ClaimedDelivery, outcome: Outcome) -> str | None:
        """Count this outcome. Returns the reason where it stops all sending, else nothing."""
        if outcome.stop_reason:
            return trip(outcome.stop_reason, outcome.reply)
        if outcome.status == Status.SENT or outcome.status in BAD:
            self.date = max(self.date or delivery.digest.date, delivery.digest.date)
            self.attempted += 1
            self.failed += outcome.status in BAD
            if outcome.status in BAD or monotonic() - self.flushed_at > FLUSH_SECONDS:
                return self.flush(outcome.reply)
        return None

    def flush(self, reply: str = "") -> str | None:
        """Add our counts to everybody's; the first mail of a newer digest starts them afresh. Returns as `record`."""
        if not self.attempted or self.date is None:
            return None
        with transaction.atomic():
            state = SendingState.objects.locked()
            if state.counts_digest_date is None or self.date > state.counts_digest_date:
                state.counts_digest_date, state.attempted, state.failed = self.date, 0, 0
            state.attempted, state.failed = state.attempted + self.attempted, state.failed + self.failed
            state.save(update_fields=["counts_digest_date", "attempted", "failed"])
        self.attempted, self.failed, self.flushed_at = 0, 0, monotonic()
        return trip(Reason.FAILURES, reply) if too_many_failed(state.attempted, state.failed) else None
