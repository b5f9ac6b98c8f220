"""Retention: old deliveries are deleted, digest by digest and in small batches, so that nobody waits for it."""

import datetime as dt
import logging
from time import monotonic

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from digest.models import Digest
from newsletter.models import Delivery

logger = logging.getLogger(__name__)

DELETE_BATCH = 1000
TASK_SECONDS = 60  # a task is short; the rest is for the next


def delete_old(at: dt.datetime) -> bool:
    """Delete deliveries older than settings.DELIVERY_DAYS, with their events, for about a minute.

    Found by their digests, never by a search for age over millions of rows. Returns whether there is more.
    """
    ends, count = monotonic() + TASK_SECONDS, 0
    before = at - dt.timedelta(days=settings.DELIVERY_DAYS)
    for digest in _old_digests(before):
        while deleted := _delete_some(digest, before):
            count += deleted
            if monotonic() > ends:
                return True
    if count:
        logger.info("%d mails older than %d days were deleted", count, settings.DELIVERY_DAYS)
    return False


def _old_digests(before: dt.datetime) -> QuerySet[Digest]:
    """A digest is older than its deliveries; one that was sent again lately keeps those, for they say who has it."""
    theirs = Delivery.objects.filter(digest=OuterRef("pk"), created_at__lt=before)
    return Digest.objects.filter(Exists(theirs), date__lt=before.date()).order_by("date")


def _delete_some(digest: Digest, before: dt.datetime) -> int:
    some = Delivery.objects.filter(digest=digest, created_at__lt=before).order_by()
    deleted = Delivery.objects.filter(pk__in=list(some.values_list("pk", flat=True)[:DELETE_BATCH])).delete()[1]
    return deleted.get("newsletter.Delivery", 0)
