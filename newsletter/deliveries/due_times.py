"""At which moment and on which local date a mail is due."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from subscribers.schedule import first_at_or_after
from subscribers.time_zones import usable_zone


def local_date(at: dt.datetime, zone: str) -> dt.date:
    """The date at this moment in this zone (an IANA name)."""
    return at.astimezone(ZoneInfo(usable_zone(zone))).date()


@lru_cache(maxsize=4096)
def due(ends_at: dt.datetime, at: dt.datetime, zone: str, minute: int) -> tuple[dt.datetime, dt.date]:
    """(moment, local date) at which a digest that ended at `ends_at` is due, if it is published `at`.

    The first occurrence of the reader's minute after the digest's end; at once where that has passed.
    """
    moment = max(first_at_or_after(ends_at, usable_zone(zone), minute), at)
    return moment, local_date(moment, zone)


def due_after(date: dt.date, zone: str, minute: int) -> tuple[dt.datetime, dt.date]:
    """(moment, local date) of the reader's minute on the first date after this one."""
    zone = usable_zone(zone)
    next_midnight = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    moment = first_at_or_after(next_midnight, zone, minute)
    return moment, local_date(moment, zone)
