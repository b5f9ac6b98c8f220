"""When a mail is due: a reader's hour in a reader's zone, also on days of 23 and of 25 hours."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

UTC = dt.UTC


def zone_of(name):
    """The time zone, or UTC where the name means none: one wrong row must not hold up everybody's mail."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def local_date(at, zone):
    """The date in this zone (an IANA name) at this moment."""
    return at.astimezone(zone_of(zone)).date()


def occurrence(date, zone, minute):
    """The moment, in UTC, of this minute of the day on this date.

    An hour that the spring skips comes an hour later; one that the autumn repeats is the first of the two.
    """
    wall = dt.datetime.combine(date, dt.time(minute // 60, minute % 60), zone_of(zone))
    return wall.astimezone(UTC)


@lru_cache(maxsize=4096)
def first_occurrence(after, zone, minute):
    """(moment in UTC, local date) of the first occurrence of this minute of the day at or after this moment."""
    date = local_date(after, zone)
    while (at := occurrence(date, zone, minute)) < after:
        date += dt.timedelta(days=1)
    return at, local_date(at, zone)
