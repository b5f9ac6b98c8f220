"""What a reader saves counts for the mails that wait already: they get the new choices, hour and zone.

Only what nobody has claimed is touched, each row by itself; the claim looks at the choices once more, for a mail that
was being made at that moment.
"""

import datetime as dt

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from newsletter.deliveries.due_times import due, due_after
from newsletter.models import Delivery
from subscribers.models import Subscriber
from subscribers.schedule import Schedule
from subscribers.signals import preferences_saved

Status = Delivery.Status


@receiver(preferences_saved)
def on_preferences_saved(sender: type, subscriber: Subscriber, **kwargs: object) -> None:
    reschedule(subscriber, timezone.now())


@transaction.atomic
def reschedule(subscriber: Subscriber, at: dt.datetime) -> None:
    """Set the choices, moments and dates of this reader's open mails anew.

    What is due already stays due, and what should have been due by the new hour is due at once. A date on which the
    reader has had a mail, or will have another, is not used again: the mail waits for their hour of the next.
    """
    theirs = Delivery.objects.filter(subscriber=subscriber.pk)
    theirs.open().update(selection=subscriber.selection)
    later = theirs.filter(status=Status.QUEUED, due_at__gt=at).select_related("digest").order_by("digest__date")
    rows = list(later.select_for_update(skip_locked=True, of=("self",)))
    others = theirs.exclude(status=Status.SKIPPED).exclude(pk__in=[row.pk for row in rows])
    taken = set(others.values_list("local_date", flat=True))
    moved = [(row, *_when(row, Schedule.of(subscriber), at, taken)) for row in rows]
    # A row may take the date that another of them leaves: first those that go furthest.
    for row, moment, date in sorted(moved, key=lambda move: move[2], reverse=True):
        Delivery.objects.filter(pk=row.pk, status=Status.QUEUED).update(due_at=moment, local_date=date)


def _when(row: Delivery, schedule: Schedule, at: dt.datetime, taken: set[dt.date]) -> tuple[dt.datetime, dt.date]:
    """(moment, local date) by the reader's schedule of now; the date is taken from here on."""
    moment, date = due(row.digest.ends_at, at, schedule)
    while date in taken:
        moment, date = due_after(date, schedule)
    taken.add(date)
    return moment, date
