"""Doorbells of the post: rung again while there is more to send, and never piling up."""

import pytest

from newsletter import tasks
from newsletter.celery import MINUTE
from newsletter.sending import sender


@pytest.mark.parametrize(("is_more", "rung"), [(True, 2), (False, 0)])
def test_where_there_is_more_to_send_two_bells_ring_and_are_forgotten_before_beat_has_rung_twice(
    monkeypatch, is_more, rung
):
    bells = []
    monkeypatch.setattr(sender, "send_due", lambda at: is_more)
    monkeypatch.setattr(tasks.send_due, "apply_async", lambda **options: bells.append(options["expires"]))

    tasks.send_due()

    assert len(bells) == rung
    # Beat adds one a minute: each that lasted longer would stand in the queue for good, once there is a backlog.
    assert all(seconds < MINUTE for seconds in bells)
