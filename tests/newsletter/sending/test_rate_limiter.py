"""The rate limit: no second holds more mails than it allows, whoever sends them."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from newsletter.models import SendingState
from newsletter.sending.rate_limiter import RateLimiter, get_rate_limiter

pytestmark = pytest.mark.django_db


def acquire(*limiters):
    """Waits for a place as workers do; returns its moment."""
    while all(limiter.acquire(10) for limiter in limiters):
        time.sleep(0.001)
    return time.monotonic()


def test_without_a_limit_there_is_no_pace(settings):
    settings.MAIL_RATE_PER_SECOND = 0

    assert get_rate_limiter() is None


def test_two_workers_share_the_limit():
    workers = [RateLimiter(50), RateLimiter(50)]

    times = [acquire(*workers) for _number in range(50)]

    assert times[-1] - times[0] > 0.96  # how much of the limit is used is measured by benchmarks.ratelimit
    for first in range(len(times)):
        assert sum(times[first] <= at < times[first] + 0.5 for at in times) <= 26


def test_places_that_pass_unused_are_not_saved_up():
    limiter = RateLimiter(50)
    acquire(limiter)
    time.sleep(0.3)

    began = time.monotonic()
    for _ in range(10):
        acquire(limiter)

    assert time.monotonic() - began > 0.15


def test_a_clock_that_was_set_back_stops_nobody():
    SendingState.objects.create(pk=1, next_send_at=timezone.now() + dt.timedelta(hours=1))

    assert RateLimiter(50).acquire(1) < 1
