"""The sweep: claims that a killed worker left behind become uncertain, and what is too old to send is skipped."""

import datetime as dt
import logging

from newsletter.models import Delivery

logger = logging.getLogger(__name__)

# Above what a claimed batch may take, so that no living worker is still at it.
LOST_AFTER = dt.timedelta(minutes=15)
SKIP_AFTER = dt.timedelta(days=7)

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def sweep(at: dt.datetime) -> None:
    """Settle what nobody works on any more. Repeated, it changes nothing."""
    lost = Delivery.objects.filter(status=Status.SENDING, claimed_at__lt=at - LOST_AFTER)
    count = lost.update(status=Status.UNCERTAIN, reply="the worker vanished while it was sending")
    if count:
        logger.warning("%d mails are uncertain: a worker vanished while it was sending", count)
    old = Delivery.objects.open().filter(due_at__lt=at - SKIP_AFTER)
    old.update(status=Status.SKIPPED, skip_reason=SkipReason.TOO_OLD)
