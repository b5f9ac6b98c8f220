"""When a mail is due, on ordinary days and when the clocks change."""

import datetime as dt

import pytest

from newsletter.deliveries.due_times import due, due_after
from subscribers.schedule import Schedule

UTC = dt.UTC


def utc(*numbers):
    return dt.datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "minute", "expected"),
    [
        ("UTC", 8 * 60, (utc(2026, 2, 20, 8), dt.date(2026, 2, 20))),
        ("UTC", 0, (utc(2026, 2, 20), dt.date(2026, 2, 20))),
        ("Asia/Shanghai", 8 * 60, (utc(2026, 2, 20), dt.date(2026, 2, 20))),
        ("Asia/Shanghai", 7 * 60 + 30, (utc(2026, 2, 20, 23, 30), dt.date(2026, 2, 21))),
        ("America/Los_Angeles", 20 * 60, (utc(2026, 2, 20, 4), dt.date(2026, 2, 19))),
        ("Pacific/Kiritimati", 9 * 60, (utc(2026, 2, 20, 19), dt.date(2026, 2, 21))),
    ],
)
def test_due_at_the_first_occurrence_of_the_readers_hour_after_the_digest_ended(zone, minute, expected):
    ends_at = utc(2026, 2, 20)

    assert due(ends_at, ends_at, Schedule(zone, minute)) == expected


def test_a_digest_published_after_the_readers_hour_goes_out_at_once():
    at = utc(2026, 2, 20, 13, 5)

    assert due(utc(2026, 2, 20), at, Schedule("UTC")) == (at, dt.date(2026, 2, 20))


def test_an_hour_that_the_spring_skips_comes_an_hour_later():
    moment, date = due(utc(2026, 3, 8), utc(2026, 3, 8), Schedule("America/New_York", 2 * 60 + 30))

    assert moment == utc(2026, 3, 8, 7, 30)  # 03:30 on a clock that went from 02:00 to 03:00
    assert date == dt.date(2026, 3, 8)


def test_an_hour_that_the_autumn_repeats_comes_once():
    first, date = due(utc(2026, 11, 1), utc(2026, 11, 1), Schedule("America/New_York", 90))
    second, next_date = due(utc(2026, 11, 2), utc(2026, 11, 2), Schedule("America/New_York", 90))

    assert (first, date) == (utc(2026, 11, 1, 5, 30), dt.date(2026, 11, 1))
    assert (second, next_date) == (utc(2026, 11, 2, 6, 30), dt.date(2026, 11, 2))


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"])
@pytest.mark.parametrize("minute", [0, 90, 150, 8 * 60, 23 * 60 + 30])
def test_through_a_year_of_clocks_set_back_and_forth_no_digest_waits_longer_than_its_day(zone, minute):
    ends = [utc(2026, 1, 1) + dt.timedelta(days=days) for days in range(365)]
    dues = [due(end, end, Schedule(zone, minute)) for end in ends]

    waits = [moment - end for end, (moment, _date) in zip(ends, dues, strict=True)]
    assert dt.timedelta(0) <= min(waits) <= max(waits) <= dt.timedelta(hours=25)
    assert dues == sorted(dues)
    assert len({date for _moment, date in dues}) >= 364  # the two of a day with 25 hours are merged into one mail


def test_the_date_after_is_the_readers_and_not_ours():
    assert due_after(dt.date(2026, 2, 20), Schedule("Asia/Shanghai")) == (utc(2026, 2, 21), dt.date(2026, 2, 21))
