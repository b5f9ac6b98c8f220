"""A batch of subscribers and the deliveries that are made for them, by the rules of merging and of local dates."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from digest.models import Digest
from newsletter.deliveries.due_times import due, due_after
from newsletter.models import Delivery
from newsletter.models.delivery import DeliveryQuerySet
from subscribers.models import Subscriber
from subscribers.models.frequency import Frequency
from subscribers.schedule import Schedule

SUBSCRIBER_BATCH = 500  # subscribers
MAX_ROUNDS = 5  # in which a batch that others work on is tried

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def batches(subscribers: QuerySet[Subscriber]) -> Iterator[list[Subscriber]]:
    """Lists of at most SUBSCRIBER_BATCH subscribers, by id, so that memory and transactions stay small."""
    last = 0
    subscribers = subscribers.order_by("pk")
    while batch := list(subscribers.filter(pk__gt=last)[:SUBSCRIBER_BATCH]):
        yield batch
        last = batch[-1].pk


def create_batch(digest: Digest, subscribers: list[Subscriber], at: dt.datetime, unsent: Iterable[int]) -> None:
    """Make what is missing to these subscribers.

    A row that another process made, or claimed, or a reader erased meanwhile breaks a constraint: look again.
    """
    for round_left in reversed(range(MAX_ROUNDS)):
        try:
            with transaction.atomic():
                return Batch(digest, subscribers, unsent).insert(at)
        except IntegrityError:
            if not round_left:
                raise
            subscribers = list(Subscriber.objects.filter(pk__in=[subscriber.pk for subscriber in subscribers]))
    return None


class Batch:
    """What is known of one batch of subscribers before their deliveries are made."""

    def __init__(self, digest: Digest, subscribers: list[Subscriber], unsent: Iterable[int]) -> None:
        self.digest, self.ids = digest, [subscriber.pk for subscriber in subscribers]
        theirs = Delivery.objects.filter(subscriber__in=self.ids)
        have = set(theirs.filter(digest=digest).values_list("subscriber", flat=True))
        self.subscribers = [subscriber for subscriber in subscribers if subscriber.pk not in have]
        self.owed = self._lock_owed(theirs, unsent)
        merging = [row.pk for row in self.owed.values()]
        mailed = theirs.exclude(status=Status.SKIPPED).exclude(pk__in=merging)
        recent = mailed.filter(local_date__gte=digest.date)
        self.taken = set(recent.values_list("subscriber", "local_date"))

    def _lock_owed(self, theirs: DeliveryQuerySet, unsent: Iterable[int]) -> dict[int, Delivery]:
        """By subscriber, the mail about other days that has not gone out. One just being claimed is not waited for."""
        rows = theirs.open().filter(digest__in=unsent).select_related("digest")
        rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("digest__date")
        return {row.subscriber_id: row for row in rows}

    def rows(self, at: dt.datetime) -> list[Delivery]:
        """The missing deliveries, unsaved."""
        return [self._delivery(subscriber, at) for subscriber in self.subscribers]

    def insert(self, at: dt.datetime) -> None:
        rows = self.rows(at)
        told_earlier = [self.owed[row.subscriber_id] for row in rows if row.status == Status.SKIPPED]
        told_now = [row.subscriber_id for row in rows if row.status != Status.SKIPPED]
        # First, since the mails that they become may take their local date.
        Delivery.objects.filter(pk__in=[self.owed[pk].pk for pk in told_now if pk in self.owed]).update(
            status=Status.SKIPPED, skip_reason=SkipReason.MERGED
        )
        Delivery.objects.filter(pk__in=[row.pk for row in told_earlier], covers_from__gt=self.digest.date).update(
            covers_from=self.digest.date
        )
        Delivery.objects.bulk_create(rows)

    def _delivery(self, subscriber: Subscriber, at: dt.datetime) -> Delivery:
        """The mail owed to this reader; one that is still to go out is merged with it, the newer carries both."""
        other = self.owed.get(subscriber.pk)
        row = Delivery(digest=self.digest, subscriber=subscriber, selection_id=subscriber.selection_id)
        row.covers_from = min(self.digest.date, other.covers_from) if other else self.digest.date
        row.due_at, row.local_date = self._when(subscriber, at, is_late=bool(other and other.due_at < at))
        if other and other.digest.date > self.digest.date:
            row.status, row.skip_reason, row.covers_from = Status.SKIPPED, SkipReason.MERGED, self.digest.date
        return row

    def _when(self, subscriber: Subscriber, at: dt.datetime, is_late: bool) -> tuple[dt.datetime, dt.date]:
        """Never two mails on one local date: the second waits for the reader's hour of the next.

        What should have gone out before goes out on any day: it must not wait for another week to end.
        """
        schedule = Schedule.of(subscriber)
        if is_late:
            schedule = schedule._replace(frequency=Frequency.DAILY)
        moment, date = due(self.digest.ends_at, at, schedule)
        while (subscriber.pk, date) in self.taken:
            moment, date = due_after(date, schedule)
        return moment, date
