"""Retention: what is old is deleted, and nothing else."""

import datetime as dt

import pytest

from newsletter.deliveries import retention
from newsletter.models import Delivery, DeliveryEvent
from tests.factories import make_delivery, make_digest

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 6, 1, 3, 50, tzinfo=dt.UTC)


def make_old(days, **fields):
    """A delivery that was made so many days ago, of the day before."""
    at = NOW - dt.timedelta(days=days)
    delivery = make_delivery(make_digest(at.date() - dt.timedelta(days=1)), **fields)
    Delivery.objects.update_or_create(pk=delivery.pk, defaults={"created_at": at})
    return delivery


def test_mails_older_than_ninety_days_are_forgotten_with_their_events():
    old, young = make_old(91), make_old(89)
    DeliveryEvent.objects.create(esp="Postmark", event_id="1", kind="delivered", delivery=old)

    assert retention.delete_old(NOW) is False
    assert retention.delete_old(NOW) is False

    assert list(Delivery.objects.all()) == [young]
    assert not DeliveryEvent.objects.exists()


def test_how_long_is_a_setting(settings):
    settings.DELIVERY_DAYS = 30
    make_old(31)

    retention.delete_old(NOW)

    assert not Delivery.objects.exists()


def test_a_day_of_long_ago_that_was_sent_lately_stays_so_that_nobody_gets_it_again():
    delivery = make_old(200)
    Delivery.objects.update(created_at=NOW - dt.timedelta(days=1))

    retention.delete_old(NOW)

    assert Delivery.objects.get() == delivery


def test_much_is_forgotten_in_small_batches_and_left_to_the_next_task(monkeypatch):
    monkeypatch.setattr(retention, "DELETE_BATCH", 2)
    monkeypatch.setattr(retention, "TASK_SECONDS", 0)
    digest = make_digest(NOW.date() - dt.timedelta(days=100))
    for _ in range(5):
        make_delivery(digest)
    Delivery.objects.update(created_at=NOW - dt.timedelta(days=99))

    assert retention.delete_old(NOW) is True
    assert Delivery.objects.count() == 3
