"""What an operator sends by hand comes beside a reader's regular mail, and moves it by no day."""

import datetime as dt

import pytest

from newsletter.deliveries.beside import create_beside, free_date
from newsletter.deliveries.publish import is_regular, publish, publish_by_hand
from newsletter.models import Delivery
from subscribers.models import Subscriber
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 2, 19)
ONE_DAY = dt.timedelta(days=1)
AT = dt.datetime(2026, 2, 20, 6, tzinfo=dt.UTC)


def test_an_old_digest_published_by_hand_leaves_todays_mail_its_day():
    make_subscriber("ada@reader.test", confirmed_at=AT - 60 * ONE_DAY)
    old, today = make_digest(DAY - 30 * ONE_DAY, status="ready"), make_digest(DAY, status="ready")

    publish_by_hand([old], AT)
    by_hand = Delivery.objects.get()
    Delivery.objects.update(status="sent")
    publish([today], AT)

    regular = Delivery.objects.get(digest=today)
    assert (by_hand.due_at, by_hand.local_date) == (AT, old.date)
    assert (regular.local_date, regular.covers_from, regular.status) == (DAY + ONE_DAY, DAY, "queued")
    old.refresh_from_db()
    assert old.status == "published"


def test_the_operator_may_say_that_it_takes_the_place_of_the_regular_mail():
    make_subscriber("ada@reader.test", confirmed_at=AT - 60 * ONE_DAY)
    old = make_digest(DAY - 30 * ONE_DAY, status="ready")

    publish_by_hand([old], AT, as_regular=True)

    assert Delivery.objects.get().local_date == AT.date()


@pytest.mark.parametrize(
    ("days_old", "newer", "is_so"), [(0, False, True), (6, False, True), (9, False, False), (2, True, False)]
)
def test_a_regular_day_is_recent_and_the_newest(days_old, newer, is_so):
    digest = make_digest(DAY - days_old * ONE_DAY, status="ready")
    if newer:
        make_digest(DAY, status="published", published_at=AT)

    assert is_regular(digest, AT) is is_so


def test_nobody_gets_it_twice_and_repeating_makes_nothing():
    digest, reader = make_digest(DAY, status="ready"), make_subscriber("ada@reader.test")
    for _ in range(2):
        create_beside(digest, Subscriber.objects.all(), AT)

    assert Delivery.objects.get().subscriber == reader


def test_a_date_that_had_a_mail_is_not_used_again():
    reader, digest = make_subscriber("ada@reader.test"), make_digest(DAY, status="ready")
    make_delivery(make_digest(DAY - ONE_DAY), reader, status="sent", local_date=DAY)

    create_beside(digest, Subscriber.objects.all(), AT)

    assert Delivery.objects.get(digest=digest).local_date == DAY - ONE_DAY
    assert free_date(DAY, {DAY, DAY - ONE_DAY}) == DAY - 2 * ONE_DAY
