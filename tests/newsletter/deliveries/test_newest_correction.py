"""The moment of the newest correction, as claims ask it."""

import datetime as dt

import pytest

from digest.models import Correction
from newsletter.deliveries.newest_correction import newest_correction
from tests.factories import make_digest, make_statement

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)


def corrected(at):
    Correction.objects.create(statement=make_statement(make_digest(at.date())), made_at=at)


def test_without_any_correction_there_is_none():
    assert newest_correction() is None


def test_the_newest_counts_whatever_was_stored_last():
    newest = FIRST + dt.timedelta(days=1)
    corrected(newest)
    corrected(FIRST)

    assert newest_correction() == newest


def test_it_is_asked_anew_each_time(django_assert_num_queries):
    assert newest_correction() is None
    corrected(FIRST)

    with django_assert_num_queries(1):
        assert newest_correction() == FIRST
