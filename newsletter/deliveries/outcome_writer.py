"""The outcome writer: writes what became of mails in small batches, and only on rows that are still ours."""

import datetime as dt
from collections.abc import Iterable
from contextlib import nullcontext
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.deliveries.retry_policy import pause_after
from newsletter.models import Delivery
from newsletter.redaction import redact
from subscribers.models import Suppression

FLUSH_ROWS, FLUSH_SECONDS = 16, 0.2  # so little is lost with a killed worker

Status = Delivery.Status
UNSETTLED = (Status.SENDING, Status.UNCERTAIN)

# One statement for a batch, each row with its own reply; what `record` does, for the outcome that nearly all have.
RECORD_SENT_SQL = """
    UPDATE newsletter_delivery SET sent_at = %s, reply = v.column3,{more}
        status = CASE WHEN status IN ('sending', 'uncertain') THEN 'sent' ELSE status END
    FROM (VALUES {rows}) AS v WHERE id = v.column1 AND claim = v.column2
"""
MESSAGE_ID_SQL = " esp_message_id = COALESCE(NULLIF(v.column4, ''), esp_message_id),"  # by SMTP there is none


class OutcomeWriter:
    """Collects outcomes and writes them within 16 rows or 200 ms of the first."""

    def __init__(self) -> None:
        self.pending: list[tuple[ClaimedDelivery, Outcome]] = []
        self.first_at = monotonic()

    @property
    def seconds_until_flush(self) -> float:
        """How long what is pending may go on waiting."""
        return max(self.first_at + FLUSH_SECONDS - monotonic(), 0) if self.pending else FLUSH_SECONDS

    def add(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        if not self.pending:
            self.first_at = monotonic()
        self.pending.append((delivery, outcome))
        self.flush_if_due()

    def flush_if_due(self) -> None:
        if len(self.pending) >= FLUSH_ROWS or not self.seconds_until_flush:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, now. What cannot be written is still there for another try."""
        if not self.pending:
            return
        at = timezone.now()
        sent = [(row, outcome) for row, outcome in self.pending if outcome.status == Status.SENT]
        others = [(row, outcome) for row, outcome in self.pending if outcome.status != Status.SENT]
        notes = {row.subscriber.email: redact(outcome.reply) for row, outcome in others if outcome.dead_address}
        # A single statement is whole by itself.
        with transaction.atomic() if others else nullcontext():
            if sent:
                _record_sent(sent, at)
            for delivery, outcome in others:
                record(delivery, outcome, at)
            for email, note in notes.items():
                Suppression.objects.suppress(email, Suppression.Reason.HARD_BOUNCE, note)
        self.pending = []


def _record_sent(rows: list[tuple[ClaimedDelivery, Outcome]], at: dt.datetime) -> None:
    has_ids = any(outcome.message_id for _row, outcome in rows)
    values: list[Any] = [connection.ops.adapt_datetimefield_value(at)]
    for row, outcome in rows:
        values += [row.pk, row.claim, outcome.reply[:500], *([outcome.message_id[:255]] if has_ids else [])]
    places = "(%s, %s, %s, %s)" if has_ids else "(%s, %s, %s)"
    with connection.cursor() as cursor:
        more = MESSAGE_ID_SQL if has_ids else ""
        cursor.execute(RECORD_SENT_SQL.format(more=more, rows=", ".join([places] * len(rows))), values)


def record(delivery: ClaimedDelivery, outcome: Outcome, at: dt.datetime) -> None:
    """Write this outcome. The status only where no event was faster; the sweep's `uncertain` gives way to knowledge."""
    fields: dict[str, Any] = {"reply": outcome.reply[:500]}
    if outcome.message_id:
        fields["esp_message_id"] = outcome.message_id[:255]
    if outcome.status == Status.SENT:
        fields["sent_at"] = at
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
    unsettled = mine.filter(status__in=UNSETTLED)
    if not unsettled.update(**fields, **_status_fields(delivery, outcome, at)):
        mine.update(**fields)


def release(deliveries: Iterable[ClaimedDelivery]) -> None:
    """Those that were claimed and that nobody began to send are open again, as if they had not been claimed."""
    for row in deliveries:
        status = Status.RETRY if row.retry_at else Status.QUEUED
        mine = Delivery.objects.filter(pk=row.pk, claim=row.claim, status__in=UNSETTLED)
        mine.update(status=status, claim="", claimed_at=None, attempts=F("attempts") - 1)


def _status_fields(delivery: ClaimedDelivery, outcome: Outcome, at: dt.datetime) -> dict[str, Any]:
    if outcome.status == Status.SKIPPED:
        return {"status": Status.SKIPPED, "skip_reason": outcome.skip_reason}
    if outcome.status != Status.RETRY:
        return {"status": outcome.status}
    # What no mail could have passed is not counted against this one: its age ends it.
    attempts = delivery.attempts - outcome.transport_down
    pause = pause_after(attempts, outcome.retry_after)
    if pause is None:
        return {"status": Status.FAILED, "attempts": attempts}
    return {"status": Status.RETRY, "attempts": attempts, "retry_at": at + pause}
