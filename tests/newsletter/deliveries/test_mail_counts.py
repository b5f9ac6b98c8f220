"""Mails counted by fate: the newest day as it is, those before as they were counted last."""

import datetime as dt

import pytest

from newsletter.deliveries.mail_counts import count_mails, keep_counts, mails_by_day
from newsletter.models import Delivery, MailCount
from tests.factories import make_delivery, make_digest

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 2, 19)
ONE_DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)


def mailed(date, *statuses):
    digest = make_digest(date, status="published")
    for status in statuses:
        make_delivery(digest, status=status)
    return digest


def test_mails_are_counted_by_status():
    digest = mailed(DAY, "sent", "sent", "failed")
    mailed(DAY - ONE_DAY, "sent")

    assert count_mails(digest) == {"sent": 2, "failed": 1}


def test_counting_twice_keeps_one_row_for_each_day():
    digest = mailed(DAY, "sent")

    assert (keep_counts(NOON), keep_counts(NOON)) == (1, 1)
    assert MailCount.objects.get().counts == {"sent": 1}
    assert str(MailCount.objects.get()) == f"{digest}: 1"


def test_a_day_of_this_week_is_counted_anew_and_an_older_one_is_not():
    recent, old = mailed(DAY, "sent"), mailed(DAY - 20 * ONE_DAY, "sent")
    keep_counts(NOON)
    Delivery.objects.update(status="bounced")
    keep_counts(NOON)

    assert MailCount.objects.get(digest=recent).counts == {"bounced": 1}
    assert MailCount.objects.get(digest=old).counts == {"sent": 1}


def test_a_day_that_is_not_published_or_long_past_is_not_counted():
    make_digest(DAY, status="ready")
    mailed(DAY - 40 * ONE_DAY, "sent")

    assert keep_counts(NOON) == 0


def test_the_newest_day_is_told_as_it_is_and_the_others_as_they_were_counted():
    mailed(DAY - ONE_DAY, "sent")
    keep_counts(NOON)
    mailed(DAY, "queued")

    assert mails_by_day(DAY - 5 * ONE_DAY) == {DAY - ONE_DAY: {"sent": 1}, DAY: {"queued": 1}}
    assert mails_by_day(DAY + ONE_DAY) == {}


def test_counts_outlive_the_mails():
    mailed(DAY - ONE_DAY, "sent")
    keep_counts(NOON)
    mailed(DAY)
    Delivery.objects.all().delete()

    assert mails_by_day(DAY - ONE_DAY)[DAY - ONE_DAY] == {"sent": 1}
