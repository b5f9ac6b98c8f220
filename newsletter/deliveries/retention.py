"""Retention: the ledger forgets old mails, digest by digest and in small batches, so that nobody waits for it."""

import datetime as dt
import logging
from time import monotonic

from django.conf import settings
from django.db.models import Exists, OuterRef

from digest.models import Digest
from newsletter.models import Delivery

logger = logging.getLogger(__name__)

BATCH = 1000
SECONDS = 60  # a task is short; the rest is for the next


def forget(at):
    """Delete deliveries older than settings.DELIVERY_DAYS, with their events, for about a minute.

    Found by their digests, never by a search for age over millions of rows. Returns whether there is more.
    """
    ends, count = monotonic() + SECONDS, 0
    before = at - dt.timedelta(days=settings.DELIVERY_DAYS)
    for digest in _old_digests(before):
        while deleted := _forget_some(digest, before):
            count += deleted
            if monotonic() > ends:
                return True
    if count:
        logger.info("%d mails older than %d days were forgotten", count, settings.DELIVERY_DAYS)
    return False


def _old_digests(before):
    """A digest is older than its deliveries; one that was sent again lately keeps those, for they say who has it."""
    theirs = Delivery.objects.filter(digest=OuterRef("pk"), created_at__lt=before)
    return Digest.objects.filter(Exists(theirs), date__lt=before.date()).order_by("date")


def _forget_some(digest, before):
    some = Delivery.objects.filter(digest=digest, created_at__lt=before).order_by()
    deleted = Delivery.objects.filter(pk__in=list(some.values_list("pk", flat=True)[:BATCH])).delete()[1]
    return deleted.get("newsletter.Delivery", 0)
