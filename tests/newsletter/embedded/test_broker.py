"""The embedded broker: messages that were handed out are deleted, others stay; without it nothing is touched."""

import sqlite3
from contextlib import closing

import pytest

from newsletter.embedded.broker import purge_broker


@pytest.fixture
def path(settings, tmp_path):
    settings.CELERY_BROKER_URL = f"sqla+sqlite:///{tmp_path / 'broker.sqlite3'}"
    return tmp_path / "broker.sqlite3"


def test_messages_that_were_handed_out_are_deleted_and_others_stay(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE kombu_message (id INTEGER, visible BOOLEAN)")
        connection.executemany("INSERT INTO kombu_message VALUES (?, ?)", [(1, 0), (2, 1), (3, 0)])

    purge_broker()

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id FROM kombu_message").fetchall() == [(2,)]


def test_a_broker_that_was_never_used_is_not_made(path):
    purge_broker()

    assert not path.exists()


def test_with_redis_there_is_nothing_to_purge(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    purge_broker()

    assert list(tmp_path.iterdir()) == []
