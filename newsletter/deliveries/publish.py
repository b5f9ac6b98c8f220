"""Publishing: one Delivery for every reader who may get the digest, and then the digest is closed."""

import datetime as dt

from django.db import IntegrityError, transaction

from digest.build import DAYS_BACK, awaited_days, today
from digest.models import Digest
from newsletter.deliveries.bulk_insert import days_with_unsent, owe_plainly
from newsletter.deliveries.due_times import due, due_after, local_date
from newsletter.models import Delivery
from subscribers.models import Subscriber

BATCH = 500
ROUNDS = 5

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def publish_ready(at):
    """Publish the ready digests of the last days, unless one of those days is just being built.

    So the days owed after an outage are published together, and told in one mail. Older ones, built by hand,
    are for the archive and for `send_digest`. Returns the digests.
    """
    if awaited_days(at):
        return []
    oldest = today(at) - dt.timedelta(days=DAYS_BACK)
    digests = list(
        Digest.objects.filter(status=Digest.Status.READY, date__gte=oldest, ends_at__lte=at).order_by("date")
    )
    publish(digests, at)
    return digests


def publish(digests, at):
    """Make the deliveries of these ready digests, then close all at once. Repeated, it makes only what is missing.

    Nothing is sent before a digest is closed, so a crash in between, or a second publisher, does no harm.
    """
    for digest in sorted(digests, key=lambda digest: digest.date):
        owe(digest, readers(digest, at), at, [digest.pk for digest in digests])
    ready = Digest.objects.filter(pk__in=[digest.pk for digest in digests], status=Digest.Status.READY)
    ready.update(status=Digest.Status.PUBLISHED, published_at=at)
    for digest in digests:
        digest.refresh_from_db()


def readers(digest, at):
    """Who is to get this digest: who may be mailed, and had confirmed before it ended.

    Where it is already tomorrow a pause may be over: the claim looks at the reader's own date again.
    """
    tomorrow = (at + dt.timedelta(days=1)).date()
    return Subscriber.objects.mailable(tomorrow).exclude(confirmed_at__gt=digest.ends_at)


def owe(digest, subscribers, at, publishing=()):
    """Make the missing deliveries of this digest to these subscribers: nearly all by a few statements for thousands."""
    unsent = days_with_unsent(digest, publishing)
    for left in owe_plainly(digest, subscribers, at, unsent):
        for batch in _batches(left):
            _owe_batch(digest, batch, at, unsent)


def deliveries_to_make(digest, subscribers, at):
    """The deliveries that `owe` would make, unsaved."""
    unsent = days_with_unsent(digest)
    for batch in _batches(subscribers):
        with transaction.atomic():
            rows = _Batch(digest, batch, unsent).rows(at)
        yield from rows


def bring_forward(deliveries, at):
    """Make those that are due later due now, on today's date. Returns how many cannot be: their date is taken."""
    waiting = 0
    for row in deliveries.open().filter(due_at__gt=at).select_related("subscriber"):
        date = local_date(at, row.subscriber.time_zone)
        try:
            with transaction.atomic():
                Delivery.objects.open().filter(pk=row.pk).update(due_at=at, local_date=date)
        except IntegrityError:
            waiting += 1
    return waiting


def _batches(subscribers):
    """Lists of at most BATCH subscribers, by id, so that memory and transactions stay small."""
    last = 0
    subscribers = subscribers.order_by("pk")
    while batch := list(subscribers.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _owe_batch(digest, batch, at, unsent):
    """A row that another process made, or claimed, or a reader erased meanwhile breaks a constraint: look again."""
    for round_left in reversed(range(ROUNDS)):
        try:
            with transaction.atomic():
                return _Batch(digest, batch, unsent).insert(at)
        except IntegrityError:
            if not round_left:
                raise
            batch = list(Subscriber.objects.filter(pk__in=[subscriber.pk for subscriber in batch]))


class _Batch:
    """What is known of one batch of subscribers before their deliveries are made."""

    def __init__(self, digest, subscribers, unsent):
        self.digest, self.ids = digest, [subscriber.pk for subscriber in subscribers]
        theirs = Delivery.objects.filter(subscriber__in=self.ids)
        have = set(theirs.filter(digest=digest).values_list("subscriber", flat=True))
        self.subscribers = [subscriber for subscriber in subscribers if subscriber.pk not in have]
        self.owed = self._lock_owed(theirs, unsent)
        merging = [row.pk for row in self.owed.values()]
        mailed = theirs.exclude(status=Status.SKIPPED).exclude(pk__in=merging)
        recent = mailed.filter(local_date__gte=digest.date)
        self.taken = set(recent.values_list("subscriber", "local_date"))

    def _lock_owed(self, theirs, unsent):
        """By subscriber, the mail about other days that has not gone out. One just being claimed is not waited for."""
        rows = theirs.open().filter(digest__in=unsent).select_related("digest")
        rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("digest__date")
        return {row.subscriber_id: row for row in rows}

    def rows(self, at):
        return [self._delivery(subscriber, at) for subscriber in self.subscribers]

    def insert(self, at):
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

    def _delivery(self, subscriber, at):
        """The mail owed to this reader; one that is still to go out is merged with it, the newer carries both."""
        other = self.owed.get(subscriber.pk)
        row = Delivery(digest=self.digest, subscriber=subscriber, selection_id=subscriber.selection_id)
        row.covers_from = min(self.digest.date, other.covers_from) if other else self.digest.date
        row.due_at, row.local_date = self._when(subscriber, at)
        if other and other.digest.date > self.digest.date:
            row.status, row.skip_reason, row.covers_from = Status.SKIPPED, SkipReason.MERGED, self.digest.date
        return row

    def _when(self, subscriber, at):
        """Never two mails on one local date: the second waits for the reader's hour of the next."""
        zone, minute = subscriber.time_zone, subscriber.minute
        moment, date = due(self.digest.ends_at, at, zone, minute)
        while (subscriber.pk, date) in self.taken:
            moment, date = due_after(date, zone, minute)
        return moment, date
