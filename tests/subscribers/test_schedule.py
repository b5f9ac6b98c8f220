"""When the next mail comes, as the pages tell it."""

import datetime as dt

import pytest
from django.utils import timezone

from subscribers.schedule import Schedule, next_mail
from subscribers.time_zones import usable_zone
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-02-20 05:00", "2026-02-20 07:30"),  # yesterday's digest has ended, its mail is still to come
        ("2026-02-20 07:00", "2026-02-21 07:30"),  # 08:00 in Berlin: today's mail is out
    ],
)
def test_the_next_mail_is_told_on_the_readers_clock(now, due):
    reader = make_subscriber(time_zone="Europe/Berlin", minute=450)

    assert f"{next_mail(reader, at(now)):%Y-%m-%d %H:%M}" == due


def test_a_digest_that_ended_before_the_reader_confirmed_is_not_theirs():
    reader = make_subscriber(time_zone="Europe/Berlin", minute=450, confirmed_at=at("2026-02-20 05:00"))

    assert f"{next_mail(reader, at('2026-02-20 05:00')):%Y-%m-%d}" == "2026-02-21"


def test_a_pause_moves_the_next_mail():
    reader = make_subscriber(time_zone="Asia/Shanghai", minute=510, paused_until=dt.date(2026, 3, 2))

    assert f"{next_mail(reader, at('2026-02-20 05:00')):%Y-%m-%d %H:%M}" == "2026-03-02 08:30"


def test_nobody_is_told_of_a_mail_in_the_past():
    assert next_mail(make_subscriber(), timezone.now()) > timezone.now()


def test_a_weekly_reader_is_told_their_day():
    reader = make_subscriber(time_zone="Asia/Shanghai", minute=510, frequency="monday")

    assert f"{next_mail(reader, at('2026-02-20 05:00')):%a %Y-%m-%d %H:%M}" == "Mon 2026-02-23 08:30"


def test_on_working_days_no_mail_comes_at_the_weekend():
    reader = make_subscriber(frequency="workdays")

    assert f"{next_mail(reader, at('2026-02-20 09:00')):%a}" == "Mon"


def test_a_pause_that_is_caught_up_with_ends_on_its_day():
    reader = make_subscriber(paused_until=dt.date(2026, 3, 2), catch_up=True)

    assert f"{next_mail(reader, at('2026-02-20 05:00')):%Y-%m-%d %H:%M}" == "2026-03-02 08:00"


def test_a_zone_that_means_nothing_holds_up_nobody():
    reader = make_subscriber(time_zone="Mars/Olympus")

    assert usable_zone("Mars/Olympus") == "UTC"
    assert Schedule.of(reader).local_date(at("2026-02-20 23:59")) == dt.date(2026, 2, 20)
