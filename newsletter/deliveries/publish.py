"""Publishing: one Delivery for every reader who may get the digest, and then the digest is closed."""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from digest.missing_days import DAYS_BACK, awaited_days
from digest.models import Digest
from digest.models.digest import digest_date
from digest.search.index import index_digest
from newsletter.deliveries.batch import Batch, batches, create_batch
from newsletter.deliveries.beside import create_beside
from newsletter.deliveries.bulk_insert import bulk_create_deliveries, days_with_unsent
from newsletter.models import Delivery
from newsletter.models.delivery import DeliveryQuerySet
from subscribers.models import Subscriber
from subscribers.schedule import Schedule

logger = logging.getLogger(__name__)


def publish_ready(at: dt.datetime) -> list[Digest]:
    """Publish the ready digests of the last days, unless one of those days is just being built.

    So the days owed after an outage are published together, and told in one mail. Older ones, built by hand,
    are for the archive and for `send_digest`. Returns the digests.
    """
    if awaited_days(at):
        return []
    oldest = digest_date(at) - dt.timedelta(days=DAYS_BACK)
    digests = list(
        Digest.objects.filter(status=Digest.Status.READY, date__gte=oldest, ends_at__lte=at).order_by("date")
    )
    publish(digests, at)
    return digests


def is_regular(digest: Digest, at: dt.datetime) -> bool:
    """Whether this day is readers' next regular mail: none after it is published, and it is not older than a week."""
    is_recent = digest.date >= digest_date(at) - dt.timedelta(days=DAYS_BACK)
    return is_recent and not Digest.objects.published().filter(date__gt=digest.date).exists()


def publish_by_hand(digests: list[Digest], at: dt.datetime, as_regular: bool = False) -> None:
    """As `publish`; a day that is not readers' next regular mail is owed at once, beside it, unless `as_regular`."""
    beside = [digest for digest in digests if not as_regular and not is_regular(digest, at)]
    for digest in beside:
        create_beside(digest, readers(digest, at), at)
    _close(beside, at)
    publish([digest for digest in digests if digest not in beside], at)


def publish(digests: list[Digest], at: dt.datetime) -> None:
    """Make the deliveries of these ready digests, then close all at once. Repeated, it makes only what is missing.

    Nothing is sent before a digest is closed, so a crash in between, or a second publisher, does no harm.
    """
    for digest in sorted(digests, key=lambda digest: digest.date):
        create_deliveries(digest, readers(digest, at), at, [digest.pk for digest in digests])
    _close(digests, at)


def _close(digests: list[Digest], at: dt.datetime) -> None:
    ready = Digest.objects.filter(pk__in=[digest.pk for digest in digests], status=Digest.Status.READY)
    closed = list(ready)
    ready.update(status=Digest.Status.PUBLISHED, published_at=at)
    for digest in digests:
        digest.refresh_from_db()
        index_digest(digest)
    for digest in closed:
        logger.info("Published %s", digest.date, extra={"digest": str(digest.date)})


def readers(digest: Digest, at: dt.datetime) -> QuerySet[Subscriber]:
    """Who is to get this digest: who may be mailed or catches up after a pause, and had confirmed before it ended.

    Where it is already tomorrow a pause may be over: the claim looks at the reader's own date again.
    """
    tomorrow = (at + dt.timedelta(days=1)).date()
    return Subscriber.objects.owable(tomorrow).exclude(confirmed_at__gt=digest.ends_at)


def create_deliveries(
    digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime, publishing: Iterable[int] = ()
) -> None:
    """Make the missing deliveries of this digest to these subscribers: nearly all by a few statements for thousands."""
    unsent = days_with_unsent(digest, publishing)
    for left in bulk_create_deliveries(digest, subscribers, at, unsent):
        for batch in batches(left):
            create_batch(digest, batch, at, unsent)


def deliveries_to_make(digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime) -> Iterator[Delivery]:
    """The deliveries that `create_deliveries` would make, unsaved."""
    unsent = days_with_unsent(digest)
    for batch in batches(subscribers):
        with transaction.atomic():
            rows = Batch(digest, batch, unsent).rows(at)
        yield from rows


def make_due_now(deliveries: DeliveryQuerySet, at: dt.datetime) -> int:
    """Make those that are due later due now, on today's date. Returns how many cannot be: their date is taken."""
    waiting = 0
    for row in deliveries.open().filter(due_at__gt=at).select_related("subscriber"):
        date = Schedule.of(row.subscriber).local_date(at)
        try:
            with transaction.atomic():
                Delivery.objects.open().filter(pk=row.pk).update(due_at=at, local_date=date)
        except IntegrityError:
            waiting += 1
    return waiting
