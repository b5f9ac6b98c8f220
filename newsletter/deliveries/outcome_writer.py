"""Writing down what became of mails: in small batches, and only on rows that are still ours."""

import datetime as dt
from contextlib import nullcontext
from time import monotonic

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from newsletter.models import Delivery

MAX_ATTEMPTS = 6
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=5), dt.timedelta(hours=3)
ROWS, SECONDS = 16, 0.2  # so little is lost with a killed worker

Status = Delivery.Status
UNSETTLED = (Status.SENDING, Status.UNCERTAIN)

# One statement for a batch, each row with its own reply; what `record` does, for the outcome that nearly all have.
RECORD_SENT = """
    UPDATE newsletter_delivery SET sent_at = %s, reply = v.column3,{more}
        status = CASE WHEN status IN ('sending', 'uncertain') THEN 'sent' ELSE status END
    FROM (VALUES {rows}) AS v WHERE id = v.column1 AND claim = v.column2
"""
MESSAGE_ID = " esp_message_id = COALESCE(NULLIF(v.column4, ''), esp_message_id),"  # by SMTP there is none


class Ledger:
    """Collects outcomes and writes them within 16 rows or 200 ms of the first."""

    def __init__(self):
        self.waiting, self.first_at = [], monotonic()

    @property
    def seconds_left(self):
        """How long what waits may go on waiting."""
        return max(self.first_at + SECONDS - monotonic(), 0) if self.waiting else SECONDS

    def note(self, delivery, outcome):
        if not self.waiting:
            self.first_at = monotonic()
        self.waiting.append((delivery, outcome))
        self.write_in_time()

    def write_in_time(self):
        if len(self.waiting) >= ROWS or not self.seconds_left:
            self.write()

    def write(self):
        """Write what waits, now. What cannot be written is still there for another try."""
        if not self.waiting:
            return
        at = timezone.now()
        sent = [(row, outcome) for row, outcome in self.waiting if outcome.status == Status.SENT]
        others = [(row, outcome) for row, outcome in self.waiting if outcome.status != Status.SENT]
        # A single statement is whole by itself.
        with transaction.atomic() if others else nullcontext():
            if sent:
                _record_sent(sent, at)
            for delivery, outcome in others:
                record(delivery, outcome, at)
        self.waiting = []


def _record_sent(rows, at):
    has_ids = any(outcome.message_id for _row, outcome in rows)
    values = [connection.ops.adapt_datetimefield_value(at)]
    for row, outcome in rows:
        values += [row.pk, row.claim, outcome.reply[:500], *([outcome.message_id[:255]] if has_ids else [])]
    places = "(%s, %s, %s, %s)" if has_ids else "(%s, %s, %s)"
    with connection.cursor() as cursor:
        more = MESSAGE_ID if has_ids else ""
        cursor.execute(RECORD_SENT.format(more=more, rows=", ".join([places] * len(rows))), values)


def record(delivery, outcome, at):
    """Write this outcome. The status only where no event was faster; the sweep's `uncertain` gives way to knowledge."""
    fields = {"reply": outcome.reply[:500]}
    if outcome.message_id:
        fields["esp_message_id"] = outcome.message_id[:255]
    if outcome.status == Status.SENT:
        fields["sent_at"] = at
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
    unsettled = mine.filter(status__in=UNSETTLED)
    if not unsettled.update(**fields, **_status_fields(delivery, outcome, at)):
        mine.update(**fields)


def give_back(deliveries):
    """Those that were claimed and that nobody began to send are open again, as if they had not been claimed."""
    for row in deliveries:
        status = Status.RETRY if row.retry_at else Status.QUEUED
        mine = Delivery.objects.filter(pk=row.pk, claim=row.claim, status__in=UNSETTLED)
        mine.update(status=status, claim="", claimed_at=None, attempts=F("attempts") - 1)


def _status_fields(delivery, outcome, at):
    if outcome.status == Status.SKIPPED:
        return {"status": Status.SKIPPED, "skip_reason": outcome.skip_reason}
    if outcome.status != Status.RETRY:
        return {"status": outcome.status}
    # What no mail could have passed is not counted against this one: its age ends it.
    attempts = delivery.attempts - outcome.way_is_shut
    if attempts >= MAX_ATTEMPTS:
        return {"status": Status.FAILED, "attempts": attempts}
    wait = max(pause(attempts), dt.timedelta(seconds=outcome.wait))
    return {"status": Status.RETRY, "attempts": attempts, "retry_at": at + wait}


def pause(attempts):
    """5, 15, 45 minutes … up to 3 hours after so many attempts."""
    return min(FIRST_PAUSE * 3 ** max(attempts - 1, 0), LONGEST_PAUSE)
