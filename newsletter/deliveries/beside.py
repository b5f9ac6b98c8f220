"""A mail beside the regular ones: due at once, on a local date that no regular mail needs."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from digest.models import Digest
from newsletter.deliveries.batch import batches
from newsletter.models import Delivery
from subscribers.models import Subscriber

ONE_DAY = dt.timedelta(days=1)


def create_beside(digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime) -> None:
    """Owe this digest to those of these who have it not, at once; their next regular mail stays as it is.

    Repeated, it makes only what is missing.
    """
    for batch in batches(subscribers):
        with transaction.atomic():
            _create(digest, batch, at)


def free_date(date: dt.date, taken: Collection[dt.date]) -> dt.date:
    """The digest's own date, since what is published later is due after it; where that had a mail, one before."""
    while date in taken:
        date -= ONE_DAY
    return date


def _create(digest, subscribers, at):
    theirs = Delivery.objects.filter(subscriber__in=subscribers)
    have = set(theirs.filter(digest=digest).values_list("subscriber", flat=True))
    taken: dict[int, set[dt.date]] = {}
    mailed = theirs.exclude(status=Delivery.Status.SKIPPED).filter(local_date__lte=digest.date)
    for subscriber, date in mailed.values_list("subscriber", "local_date"):
        taken.setdefault(subscriber, set()).add(date)
    rows = [
        Delivery(
            digest=digest,
            subscriber=subscriber,
            selection_id=subscriber.selection_id,
            covers_from=digest.date,
            local_date=free_date(digest.date, taken.get(subscriber.pk, ())),
            due_at=at,
        )
        for subscriber in subscribers
        if subscriber.pk not in have
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)  # another process may make the same
