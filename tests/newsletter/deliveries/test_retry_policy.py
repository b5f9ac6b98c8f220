"""The retry policy: growing pauses, a server's own wish, and an end."""

import datetime as dt

import pytest

from newsletter.deliveries.retry_policy import pause_after


def test_pauses_grow_threefold_from_five_minutes_to_three_hours_and_the_sixth_attempt_is_the_last():
    pauses = [pause_after(attempts) for attempts in range(1, 7)]

    assert pauses == [*(dt.timedelta(minutes=minutes) for minutes in (5, 15, 45, 135, 180)), None]


@pytest.mark.parametrize(("asked", "minutes"), [(60, 5), (3600, 60), (6 * 3600, 360)])
def test_a_server_that_asks_for_more_gets_it(asked, minutes):
    assert pause_after(1, asked) == dt.timedelta(minutes=minutes)


def test_an_attempt_that_does_not_count_waits_as_the_first():
    assert pause_after(0) == dt.timedelta(minutes=5)
