"""How often a mail may come: on which days of the week."""

import datetime as dt

import pytest

from subscribers.models.frequency import Frequency

WEEK = [dt.date(2026, 2, 16) + dt.timedelta(days=days) for days in range(7)]  # Monday to Sunday


@pytest.mark.parametrize(
    ("frequency", "days"),
    [("daily", "1111111"), ("workdays", "1111100"), ("monday", "1000000"), ("sunday", "0000001")],
)
def test_each_frequency_has_its_days(frequency, days):
    assert "".join(str(int(Frequency(frequency).is_mail_day(day))) for day in WEEK) == days


def test_every_day_of_the_week_may_be_the_weekly_one():
    assert [next(str(one) for one in list(Frequency)[2:] if one.is_mail_day(day)) for day in WEEK] == [
        f"{day:%A}".lower() for day in WEEK
    ]
