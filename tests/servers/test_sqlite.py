"""SQLite that somebody else holds while mails go out: it costs time; where it lasts too long, a few are uncertain."""

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager

import pytest

from tests.servers.service import Driver, Service
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 200
AT_MOST = 64


@pytest.fixture
def service(tmp_path, places, ways, redis):
    """In the place of that on PostgreSQL; a mail is owed to each reader, and a hundred a second may leave."""
    redis.flush()
    environment = places | ways | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "MAIL_RATE_PER_SECOND": "100"}
    service = Service(environment, tmp_path, Driver(environment))
    service.drive("migrate")
    service.drive("owe_all", READERS)
    yield service
    service.end()
    service.drive.close()


@contextmanager
def locked(service):
    """Nobody else can write as long as the block lasts."""
    path = service.folder / "db.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def assert_nobody_twice_and_nobody_forgotten(service, smtp):
    arrived = Counter(smtp.recipients)
    assert max(arrived.values()) == 1
    assert service.addresses("sent") <= set(arrived) <= service.addresses("sent", "uncertain")
    assert service.addresses("sent", "uncertain") == set(service.fates())


def test_a_lock_that_is_let_go_in_time_costs_time_only(service, smtp):
    service.start_sender()
    service.drive("ring")
    until(lambda: len(smtp.accepted) >= 10)
    with locked(service):
        until_nothing_moves(smtp)
        assert len(smtp.accepted) < READERS

    until(lambda: set(service.fates().values()) == {"sent"})

    assert_nobody_twice_and_nobody_forgotten(service, smtp)


def test_a_lock_that_outlasts_a_workers_patience_leaves_few_uncertain(service, smtp):
    options = ["-Q", "send", "-c", "1", "-l", "INFO", "--without-mingle"]
    service.start("celery", "-A", "tests.servers.impatient", "worker", *options)
    service.drive("ring")
    until(lambda: len(smtp.accepted) >= 10)
    with locked(service):
        until(lambda: "database is locked" in service.logs())
        assert len(smtp.accepted) < READERS

    fates = service.settle()

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert fates["uncertain"] <= AT_MOST


def until_nothing_moves(smtp):
    """Whoever sends waits for the database."""

    def has_stopped():
        before, smtp.seen = smtp.seen, len(smtp.accepted)
        return smtp.seen == before

    smtp.seen = 0
    until(has_stopped, pause=0.5)
