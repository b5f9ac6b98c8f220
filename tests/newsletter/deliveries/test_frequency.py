"""Daily, on working days or once a week: each day is told once, never two mails on a local date, nothing is lost."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.deliveries.due_times import due, due_after
from newsletter.deliveries.publish import publish
from newsletter.deliveries.reschedule import reschedule
from newsletter.models import Delivery
from subscribers import preferences
from subscribers.models import Subscriber
from subscribers.models.frequency import Frequency
from subscribers.schedule import Schedule
from tests.factories import make_digest, make_subscriber

MONDAY = dt.date(2026, 2, 16)
ONE_DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "Pacific/Pago_Pago"]


def end_of(day):
    return dt.datetime.combine(day + ONE_DAY, dt.time(), dt.UTC)


def publish_days(first, count):
    """Digests of so many days from `first` on, each published an hour after its end."""
    for day in (first + number * ONE_DAY for number in range(count)):
        publish([make_digest(day, status="ready")], end_of(day) + HOUR)


def send(at):
    """What would be sent by then, oldest first: (local date, first day, last day)."""
    rows = Delivery.objects.open().filter(due_at__lte=at).order_by("due_at").select_related("digest")
    mails = [(row.local_date, row.covers_from, row.digest.date) for row in rows]
    rows.update(status="sent")
    return mails


@pytest.mark.django_db
def test_a_weekly_mail_carries_the_days_since_the_last():
    make_subscriber("ada@reader.test", frequency="monday")

    publish_days(MONDAY, 14)

    assert [row.covers_from for row in Delivery.objects.open()] == [MONDAY]
    assert [row.local_date for row in Delivery.objects.open()] == [MONDAY + 14 * ONE_DAY]


@pytest.mark.django_db
def test_week_after_week_each_day_is_told_once():
    make_subscriber("ada@reader.test", frequency="monday")
    mails = []

    for day in range(21):
        publish_days(MONDAY + day * ONE_DAY, 1)
        mails += send(end_of(MONDAY + day * ONE_DAY) + 20 * HOUR)

    sundays = [MONDAY + days * ONE_DAY for days in (6, 13, 20)]
    assert [(first, last) for _date, first, last in mails] == [
        (MONDAY, sundays[0]),
        (sundays[0] + ONE_DAY, sundays[1]),
        (sundays[1] + ONE_DAY, sundays[2]),
    ]
    assert {date.weekday() for date, _first, _last in mails} == {0}


@pytest.mark.django_db
def test_on_working_days_the_weekend_is_told_on_monday():
    make_subscriber("ada@reader.test", frequency="workdays")
    mails = []

    for day in range(7):
        publish_days(MONDAY + day * ONE_DAY, 1)
        mails += send(end_of(MONDAY + day * ONE_DAY) + 20 * HOUR)

    friday, sunday = MONDAY + 4 * ONE_DAY, MONDAY + 6 * ONE_DAY
    assert mails[-1] == (sunday + ONE_DAY, friday, sunday)
    assert [date.weekday() for date, _first, _last in mails] == [1, 2, 3, 4, 0]


@pytest.mark.django_db
def test_daily_readers_are_served_as_before_beside_weekly_ones():
    ada, bob = (make_subscriber(f"{name}@reader.test", frequency=often) for name, often in PAIR)

    publish_days(MONDAY, 1)

    dates = dict(Delivery.objects.values_list("subscriber", "local_date"))
    assert dates == {ada.pk: MONDAY + ONE_DAY, bob.pk: MONDAY + 7 * ONE_DAY}


PAIR = [("ada", "daily"), ("bob", "monday")]


@pytest.mark.django_db
def test_a_weekly_mail_that_was_missed_for_a_day_goes_out_with_the_next_digest():
    make_subscriber("ada@reader.test", frequency="monday")
    publish_days(MONDAY, 7)  # due on Monday at eight, and nobody sends it

    publish_days(MONDAY + 7 * ONE_DAY, 1)

    (owed,) = Delivery.objects.open()
    assert (owed.local_date, owed.covers_from) == (MONDAY + 8 * ONE_DAY, MONDAY)
    assert owed.due_at == end_of(MONDAY + 7 * ONE_DAY) + 8 * HOUR


@pytest.mark.django_db
def test_who_changes_from_weekly_to_daily_gets_what_waited_at_once():
    reader = make_subscriber("ada@reader.test", frequency="monday")
    publish_days(MONDAY, 3)
    at = end_of(MONDAY + 2 * ONE_DAY) + 10 * HOUR

    reader.frequency = "daily"
    reader.save()
    reschedule(reader, at)

    (owed,) = Delivery.objects.open()
    assert (owed.due_at, owed.local_date, owed.covers_from) == (at, at.date(), MONDAY)


@pytest.mark.django_db
def test_who_changes_from_daily_to_weekly_gets_nothing_before_their_day():
    reader = make_subscriber("ada@reader.test")
    publish_days(MONDAY, 1)

    reader.frequency = "friday"
    reader.save()
    reschedule(reader, end_of(MONDAY) + 2 * HOUR)
    publish_days(MONDAY + ONE_DAY, 2)

    (owed,) = Delivery.objects.open()
    assert (owed.local_date, owed.covers_from) == (MONDAY + 4 * ONE_DAY, MONDAY)


@pytest.mark.django_db
def test_a_pause_that_is_caught_up_with_ends_in_one_mail():
    reader = make_subscriber("ada@reader.test")
    until = MONDAY + 5 * ONE_DAY
    preferences.pause(reader, until, catch_up=True)

    publish_days(MONDAY, 5)

    (owed,) = Delivery.objects.open()
    assert (owed.local_date, owed.covers_from, owed.digest.date) == (until, MONDAY, until - ONE_DAY)


@pytest.mark.django_db
def test_without_catching_up_a_pause_keeps_nothing():
    preferences.pause(make_subscriber("ada@reader.test"), MONDAY + 5 * ONE_DAY)

    publish_days(MONDAY, 3)

    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_who_comes_back_early_gets_what_was_kept():
    reader = make_subscriber("ada@reader.test")
    preferences.pause(reader, MONDAY + 20 * ONE_DAY, catch_up=True)
    publish_days(MONDAY, 3)
    at = end_of(MONDAY + 2 * ONE_DAY) + 10 * HOUR

    with time_machine.travel(at, tick=False):
        preferences.resume(Subscriber.objects.get())

    (owed,) = Delivery.objects.open()
    assert (owed.due_at, owed.local_date, owed.covers_from) == (at, at.date(), MONDAY)
    assert not Subscriber.objects.get().catch_up


schedules = st.builds(
    Schedule,
    st.sampled_from(ZONES),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from(Frequency.values),
    st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)


@given(schedules, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 72))
@settings(max_examples=200, deadline=None)
def test_a_mail_is_due_after_its_day_on_a_day_that_the_reader_chose(schedule, day, hours_late):
    at = end_of(day) + hours_late * HOUR

    moment, date = due(end_of(day), at, schedule)

    assert moment >= at
    assert schedule.allows(date)
    assert schedule.local_date(moment) == date


@given(schedules, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_the_day_after_a_date_is_a_later_date(schedule, day):
    _moment, date = due_after(day, schedule)

    assert date > day
    assert schedule.allows(date)


@given(st.sampled_from(ZONES), st.integers(0, 24 * 60 - 1), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)))
@settings(max_examples=100, deadline=None)
def test_a_weekly_mail_comes_within_a_week_whatever_the_clocks_do(zone, minute, day):
    moment, _date = due(end_of(day), end_of(day), Schedule(zone, minute, Frequency.WEDNESDAY))

    assert moment - end_of(day) <= dt.timedelta(days=7, hours=1)
