"""When a reader's next mail comes: one that is owed already, else the first that their choices will bring."""

import datetime as dt
from zoneinfo import ZoneInfo

from digest.models import Digest
from newsletter.models import Delivery
from subscribers import schedule
from subscribers.models import Subscriber
from subscribers.time_zones import usable_zone

LOOK_BACK = dt.timedelta(days=3)  # no digest older than that is still to be mailed by itself


def next_mail(subscriber: Subscriber, at: dt.datetime) -> dt.datetime | None:
    """Aware, on the reader's own clock; None where no mail comes. A mail to be has its moment only if its day brings
    something."""
    if subscriber.status != Subscriber.Status.ACTIVE or subscriber.suppressed:
        return None
    if subscriber.channel != Subscriber.Channel.MAIL:
        return None
    if owed := _next_owed(subscriber, at):
        return owed.astimezone(ZoneInfo(usable_zone(subscriber.time_zone)))
    mailed = Delivery.objects.filter(subscriber=subscriber).exclude(status=Delivery.Status.SKIPPED)
    taken = mailed.filter(due_at__gt=at - LOOK_BACK).values_list("local_date", flat=True)
    closed = Digest.objects.published().filter(date__gt=(at - LOOK_BACK).date()).values_list("date", flat=True)
    return schedule.next_mail(subscriber, at, closed=set(closed), taken=set(taken))


def _next_owed(subscriber: Subscriber, at: dt.datetime) -> dt.datetime | None:
    """The moment of the first mail that waits to be sent, and that no pause will skip."""
    waiting = Delivery.objects.open().fresh(at).filter(subscriber=subscriber)
    if subscriber.paused_until:
        waiting = waiting.filter(local_date__gte=subscriber.paused_until)
    return min((max(row.retry_at or row.due_at, at) for row in waiting), default=None)
