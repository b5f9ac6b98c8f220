"""The queue may lose everything and the database every connection: rows say what is to be done, and nobody gets two."""

import datetime as dt
from collections import Counter
from email import message_from_bytes

import pytest

from tests.servers.postgresql import restart_at_once
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 200
MAX_UNCERTAIN = 128  # 64 of each sender


def readers(first, count):
    return sorted(f"reader{number}@reader.test" for number in range(first, first + count))


ALL = readers(0, READERS)


@pytest.fixture
def sending(service, smtp):
    """Two senders and a beat that are in the middle of sending: at 60 mails a second, it takes more than three."""
    service.environment["MAIL_RATE_PER_SECOND"] = "60"
    for _ in range(2):
        service.start_sender()
    service.beat = service.start_beat()
    service.drive("owe_all", READERS)
    until(lambda: len(smtp.accepted) >= 20)
    assert len(smtp.accepted) < READERS / 2
    return service


def test_tasks_that_are_purged_before_anybody_took_them_cost_a_tick_and_no_mail(service, smtp, redis):
    service.drive("owe_all", READERS)
    service.drive("ring")
    assert redis.length("send") == 1
    redis.flush()
    service.start_sender()
    service.start_beat()

    until(lambda: len(smtp.accepted) >= READERS)
    service.see_ticks()

    assert smtp.recipients == ALL


def test_redis_forgets_all_tasks_and_starts_anew_empty(sending, smtp, redis):
    redis.flush()
    redis.stop()
    redis.start()
    sending.drive("owe_more", READERS, 20)

    until(lambda: set(sending.fates().values()) == {"sent"})
    sending.see_ticks()

    assert smtp.recipients == readers(0, READERS + 20)


def test_postgresql_drops_every_connection_in_the_middle(sending, smtp, database):
    restart_at_once(database)
    restarted_at = dt.datetime.now(dt.UTC)
    sending.drive("owe_more", READERS, 20)

    until(lambda: not sending.addresses("queued", "retry") and not sending.drive("claimed_since", str(restarted_at)))
    sending.drive("sweep_after", 16)

    arrived, uncertain = Counter(smtp.recipients), sending.addresses("uncertain")
    assert sorted(sending.addresses("sent") | uncertain) == readers(0, READERS + 20)
    assert len(uncertain) <= MAX_UNCERTAIN
    assert max(arrived.values()) == 1
    assert sending.addresses("sent") <= set(arrived) <= sending.addresses("sent") | uncertain


def test_beats_that_die_and_beats_that_are_two_lose_nothing_and_double_nothing(sending, smtp):
    sending.kill(sending.beat)
    for _ in range(2):
        sending.start_beat()

    until(lambda: len(smtp.accepted) >= READERS)
    sending.see_ticks(6)

    assert smtp.recipients == ALL


def test_without_a_beat_nothing_goes_out_and_when_it_is_back_the_days_owed_are_one_mail(service, smtp, github):
    name, today = "flashinfer-ai/flashinfer", dt.datetime.now(dt.UTC).date()
    repository, days = github.add(name, 1), [today - dt.timedelta(days=days) for days in (2, 1)]
    for number, date in enumerate(days, start=1):
        repository.issue(number, f"{date}T10:00:00Z", title=f"A question of the day {date}")
    service.drive("prepare", name)
    service.drive("track_since", 1)
    workers = [service.start_worker(), service.start_sender()]
    until(lambda: all(service.is_ready(worker) for worker in workers))
    service.drive("ring")
    service.see_ticks(1)
    assert smtp.accepted == []

    service.start_beat()
    until(lambda: smtp.accepted)
    service.see_ticks()

    assert smtp.recipients == ["flashinfer@reader.test"]
    assert all(f"A question of the day {date}" in text_of(smtp.accepted[0]) for date in days)
    assert {service.state()["digests"][str(date)] for date in days} == {"published"}


def text_of(accepted):
    """The plain part of a mail that was accepted, in one line."""
    _recipient, content = accepted
    (text,) = [part for part in message_from_bytes(content).walk() if part.get_content_type() == "text/plain"]
    return " ".join(text.get_payload(decode=True).decode().split())
