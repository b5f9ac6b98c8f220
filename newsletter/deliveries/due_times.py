"""At which moment and on which local date a mail is due."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from subscribers.schedule import Schedule


@lru_cache(maxsize=4096)
def due(ends_at: dt.datetime, at: dt.datetime, schedule: Schedule) -> tuple[dt.datetime, dt.date]:
    """(moment, local date) at which a digest that ended at `ends_at` is due, if it is published `at`.

    The first moment of the reader's schedule after the digest's end. Where that has passed: at once, if today is a day
    for mail; else at the next moment.
    """
    moment = schedule.first_at_or_after(ends_at)
    if moment < at:
        moment = at if schedule.allows(schedule.local_date(at)) else schedule.first_at_or_after(at)
    return moment, schedule.local_date(moment)


def due_after(date: dt.date, schedule: Schedule) -> tuple[dt.datetime, dt.date]:
    """(moment, local date) of the schedule's first moment on a date after this one."""
    next_midnight = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), ZoneInfo(schedule.time_zone))
    moment = schedule.first_at_or_after(next_midnight)
    return moment, schedule.local_date(moment)
