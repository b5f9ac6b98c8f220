"""A broker that refuses, or hangs: a task is lost, a moment is lost, and nothing else."""

import socket
import time

import pytest
from celery import Celery

from newsletter import task_queue


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(task_queue.LenientTask, "failed_at", None)


def ring():
    pass


@pytest.fixture
def task():
    def on(port):
        app = Celery("test", broker=f"redis://127.0.0.1:{port}/0", task_cls="newsletter.task_queue:LenientTask")
        app.conf.broker_transport_options = {
            "socket_timeout": 0.3,
            "socket_connect_timeout": 0.3,
            "max_retries": 1,
            "interval_start": 0,
        }
        app.conf.task_publish_retry = False
        return app.task(ring)

    return on


@pytest.fixture
def hanging():
    """A port that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        yield server.getsockname()[1]


def test_a_broker_that_refuses_costs_no_error(task, caplog):
    assert task(9).delay() is None
    assert "The broker is away" in caplog.text
    assert task_queue.is_broker_away()


def test_a_broker_that_hangs_is_not_waited_for_again(task, hanging):
    ring = task(hanging)

    assert ring.delay() is None
    began = time.monotonic()
    assert [ring.delay() for _ in range(5)] == [None] * 5

    assert time.monotonic() - began < 1


def test_a_broker_is_asked_again_after_a_while(task, monkeypatch):
    task(9).delay()

    monkeypatch.setattr(task_queue, "AWAY_SECONDS", 0)

    assert not task_queue.is_broker_away()
