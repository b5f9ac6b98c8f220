"""Which days still need a digest: with a token, without one, and after an outage."""

import datetime as dt

import pytest
import time_machine

from digest.missing_days import missing_days
from digest.models import Repository
from digest.models.digest import digest_date
from tests.factories import DAY, make_digest, make_repository

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 2, 20, 0, 5, tzinfo=dt.UTC)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def track(since, **fields):
    repository = make_repository(**fields)
    Repository.objects.filter(pk=repository.pk).update(created_at=since)
    return repository


def test_with_a_token_a_fresh_installation_owes_the_day_before(settings):
    settings.GITHUB_TOKEN = "token"
    track(MORNING)

    assert missing_days(MORNING.date()) == [DAY]


def test_without_a_token_a_fresh_installation_owes_nothing_yet():
    track(MORNING)

    assert missing_days(MORNING.date()) == []
    assert missing_days(MORNING.date() + ONE_DAY) == [MORNING.date()]


def test_without_a_token_only_yesterday_is_looked_for():
    track(MORNING - 30 * ONE_DAY)

    assert missing_days(MORNING.date()) == [DAY]


def test_the_missed_days_of_the_last_seven_are_found_oldest_first(settings):
    settings.GITHUB_TOKEN = "token"
    track(MORNING - 30 * ONE_DAY)
    make_digest(DAY, status="published", published_at=MORNING)
    make_digest(DAY - ONE_DAY, status="held")
    make_digest(DAY - 2 * ONE_DAY, status="writing")

    assert missing_days(MORNING.date()) == [DAY - days * ONE_DAY for days in (6, 5, 4, 3, 2)]


def test_without_a_tracked_repository_nothing_is_missing():
    track(MORNING - 30 * ONE_DAY, is_active=False)

    assert missing_days(MORNING.date()) == []


def test_today_is_the_date_of_the_digests_zone(settings):
    settings.DIGEST_TIME_ZONE = "America/New_York"

    assert digest_date(MORNING) == DAY
