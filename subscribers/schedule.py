"""When a reader's next mail is due: their minute of the day, in their zone."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from digest.models.digest import day_window
from subscribers.models import Subscriber
from subscribers.time_zones import usable_zone


def first_at_or_after(moment: datetime, time_zone: str, minute: int) -> datetime:
    """The first time at or after this moment at which this zone's clock shows this minute of the day; aware, in UTC.

    An hour that the clocks repeat counts once, at its first showing; one that they skip is moved on by the gap.
    """
    zone, clock = ZoneInfo(time_zone), time(minute // 60, minute % 60)
    today = moment.astimezone(zone).date()
    days = (today + timedelta(days=days) for days in range(-1, 3))
    dues = (datetime.combine(day, clock, zone).astimezone(UTC) for day in days)
    return next(due for due in dues if due >= moment)


def next_mail(
    subscriber: Subscriber, now: datetime, closed: Collection[date] = (), taken: Collection[date] = ()
) -> datetime | None:
    """When the next mail to this reader is due if its day brings something; aware, in the reader's own zone.

    A digest that ended before the reader confirmed is not theirs. Today's digest and yesterday's are looked at,
    then those to come, as long as the reader pauses. Of the days `closed` no mail comes any more; the local dates
    `taken` have had theirs.
    """
    zone_name = usable_zone(subscriber.time_zone)
    zone = ZoneInfo(zone_name)
    today = now.astimezone(ZoneInfo(settings.DIGEST_TIME_ZONE)).date()
    for day in (today + timedelta(days=days) for days in range(-1, 400)):
        _starts_at, ends_at = day_window(day)
        due = first_at_or_after(ends_at, zone_name, subscriber.minute).astimezone(zone)
        is_free = day not in closed and due.date() not in taken
        if due > now and is_free and _is_theirs(subscriber, ends_at, due.date()):
            return due
    return None


def _is_theirs(subscriber: Subscriber, ends_at: datetime, date: date) -> bool:
    confirmed_before = subscriber.confirmed_at is None or subscriber.confirmed_at <= ends_at
    return confirmed_before and not (subscriber.paused_until and subscriber.paused_until > date)
