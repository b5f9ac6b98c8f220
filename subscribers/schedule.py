"""When a reader's next mail is due: their minute of the day, in their zone, on the days of the week they chose."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from digest.models.digest import day_window, digest_date
from subscribers.models import Subscriber
from subscribers.models.frequency import Frequency
from subscribers.time_zones import usable_zone


class Schedule(NamedTuple):
    """When a reader wants mail. `not_before` is the first local date after a pause that is caught up with."""

    time_zone: str
    minute: int = 8 * 60
    frequency: str = Frequency.DAILY
    not_before: date | None = None

    @classmethod
    def of(cls, subscriber: Any) -> "Schedule":
        not_before = subscriber.paused_until if subscriber.catch_up else None
        return cls(usable_zone(subscriber.time_zone), subscriber.minute, subscriber.frequency, not_before)

    def allows(self, day: date) -> bool:
        """Whether a mail may come on this local date."""
        is_late_enough = self.not_before is None or day >= self.not_before
        return is_late_enough and Frequency(self.frequency).is_mail_day(day)

    def local_date(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def first_at_or_after(self, moment: datetime) -> datetime:
        """The first time at or after this moment at which a mail may come; aware, in UTC.

        An hour that the clocks repeat counts once, at its first showing; one that they skip is moved on by the gap.
        """
        zone, clock = ZoneInfo(self.time_zone), time(self.minute // 60, self.minute % 60)
        day = self.local_date(moment) - timedelta(days=1)
        if self.not_before:
            day = max(day, self.not_before)
        while True:
            if self.allows(day):
                due = datetime.combine(day, clock, zone).astimezone(UTC)
                if due >= moment:
                    return due
            day += timedelta(days=1)


def next_mail(
    subscriber: Subscriber, now: datetime, closed: Collection[date] = (), taken: Collection[date] = ()
) -> datetime | None:
    """When the next mail to this reader is due if its days bring something; aware, in the reader's own zone.

    A digest that ended before the reader confirmed is not theirs. Today's digest and yesterday's are looked at,
    then those to come, as long as the reader pauses. Of the days `closed` no mail comes any more; the local dates
    `taken` have had theirs.
    """
    schedule = Schedule.of(subscriber)
    today = digest_date(now)
    for day in (today + timedelta(days=days) for days in range(-1, 400)):
        _starts_at, ends_at = day_window(day)
        due = schedule.first_at_or_after(ends_at).astimezone(ZoneInfo(schedule.time_zone))
        is_free = day not in closed and due.date() not in taken
        if due > now and is_free and _is_theirs(subscriber, ends_at, due.date()):
            return due
    return None


def _is_theirs(subscriber: Subscriber, ends_at: datetime, date: date) -> bool:
    confirmed_before = subscriber.confirmed_at is None or subscriber.confirmed_at <= ends_at
    return confirmed_before and not subscriber.is_paused_on(date)
