"""Chunks of readers get their deliveries side by side, each in a transaction of its own."""

import datetime as dt
import threading

import pytest
from django.db import connection

from newsletter.deliveries import bulk_insert
from newsletter.deliveries.publish import publish
from newsletter.models import Delivery
from tests.factories import DAY, make_digest, make_subscriber

pytestmark = pytest.mark.django_db(transaction=True)
END = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
CHUNK = 3


@pytest.fixture
def readers(monkeypatch):
    monkeypatch.setattr(bulk_insert, "INSERT_CHUNK", CHUNK)
    return {make_subscriber().pk for _ in range(4 * CHUNK)}


@pytest.fixture
def ready():
    return make_digest(DAY, status="ready")


def owed():
    return list(Delivery.objects.values_list("subscriber", flat=True))


def test_everybody_is_owed_one_mail_whoever_inserted_it(readers, ready):
    publish([ready], END)

    assert sorted(owed()) == sorted(readers)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_chunks_are_inserted_by_several_connections(readers, ready, monkeypatch):
    both_began, insert = threading.Barrier(bulk_insert.INSERT_CONNECTIONS, timeout=30), bulk_insert._insert

    def insert_beside_another(*arguments):
        both_began.wait()
        insert(*arguments)

    monkeypatch.setattr(bulk_insert, "_insert", insert_beside_another)
    publish([ready], END)

    assert sorted(owed()) == sorted(readers)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's connections are files")
def test_no_connection_is_left_behind(readers, ready):
    publish([ready], END)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone() == (1,)


def test_a_chunk_that_breaks_leaves_the_day_open_and_is_made_the_next_time(readers, ready, monkeypatch):
    insert = bulk_insert._insert

    def break_at_the_last(digest, subscribers, *arguments):
        if subscribers.filter(pk=max(readers)).exists():
            raise ConnectionError("the database went away")
        insert(digest, subscribers, *arguments)

    monkeypatch.setattr(bulk_insert, "_insert", break_at_the_last)
    with pytest.raises(ConnectionError):
        publish([ready], END)
    ready.refresh_from_db()
    assert (ready.status, set(owed())) == ("ready", set(sorted(readers)[:-CHUNK]))
    monkeypatch.setattr(bulk_insert, "_insert", insert)
    publish([ready], END)

    assert sorted(owed()) == sorted(readers)
