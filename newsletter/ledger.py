"""Writing down what became of mails: in small batches, and only on rows that are still ours."""

import datetime as dt
from time import monotonic

from django.db import transaction
from django.utils import timezone

from newsletter.models import Delivery

MAX_ATTEMPTS = 6
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=5), dt.timedelta(hours=3)
ROWS, SECONDS = 16, 0.2  # so little is lost with a killed worker

Status = Delivery.Status


class Ledger:
    """Collects outcomes and writes them within 16 rows or 200 ms of sending, and at the end of its block."""

    def __enter__(self):
        self.waiting, self.written_at = [], monotonic()
        return self

    def __exit__(self, *error):
        self.write()

    def note(self, delivery, outcome):
        self.waiting.append((delivery, outcome))
        if len(self.waiting) >= ROWS or monotonic() - self.written_at > SECONDS:
            self.write()

    def write(self):
        with transaction.atomic():
            for delivery, outcome in self.waiting:
                record(delivery, outcome, timezone.now())
        self.waiting, self.written_at = [], monotonic()


def record(delivery, outcome, at):
    """Write this outcome. The status only where no event was faster; the sweep's `uncertain` gives way to knowledge."""
    fields = {"reply": outcome.reply[:500]}
    if outcome.message_id:
        fields["esp_message_id"] = outcome.message_id[:255]
    if outcome.status == Status.SENT:
        fields["sent_at"] = at
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim)
    unsettled = mine.filter(status__in=(Status.SENDING, Status.UNCERTAIN))
    if not unsettled.update(**fields, **_status_fields(delivery, outcome, at)):
        mine.update(**fields)


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
