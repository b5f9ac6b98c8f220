"""The queue may lose everything and the database every connection: rows say what is to be done, and nobody gets two."""

import datetime as dt
import time
from collections import Counter

import pytest

from tests.servers.postgresql import restart_at_once
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 60
ALL = sorted(f"reader{number}@reader.test" for number in range(READERS))
MOST_UNCERTAIN = 64


@pytest.fixture
def sending(service, smtp):
    """Two workers and a beat that are in the middle of sending: at 15 mails a second, it takes four."""
    service.environment["MAIL_RATE_PER_SECOND"] = "15"
    service.drive("owe", str(READERS))
    service.workers = [service.start_worker() for _ in range(2)]
    service.beat = service.start_beat()
    until(lambda: len(smtp.accepted) >= 10)
    assert len(smtp.accepted) < READERS / 2
    return service


def test_redis_forgets_all_tasks_and_starts_anew_empty(sending, smtp):
    sending.redis.flush()
    sending.redis.stop()
    time.sleep(1)
    sending.redis.start()

    until(lambda: len(smtp.accepted) >= READERS)
    until(lambda: set(sending.state()["deliveries"].values()) == {"sent"})
    assert smtp.recipients == ALL


def test_postgresql_drops_every_connection_in_the_middle(sending, smtp):
    restart_at_once(sending.database)

    until(lambda: set(sending.state()["deliveries"].values()) <= {"sent", "sending"})
    sending.drive("sweep_after", "16")
    fates = sending.state()["deliveries"]

    arrived = Counter(smtp.recipients)
    sent = {address for address, status in fates.items() if status == "sent"}
    uncertain = {address for address, status in fates.items() if status == "uncertain"}
    assert set(fates) == sent | uncertain == set(ALL)
    assert len(uncertain) <= MOST_UNCERTAIN
    assert max(arrived.values()) == 1
    assert sent <= set(arrived) <= sent | uncertain


def test_beats_that_die_and_beats_that_are_two_lose_nothing_and_double_nothing(sending, smtp):
    sending.kill(sending.beat)
    sending.start_beat()
    sending.start("celery", "-A", "tests.servers.fast_clock", "beat", "-s", str(sending.folder / "other"), "--pidfile=")

    until(lambda: len(smtp.accepted) >= READERS)
    time.sleep(3)  # several further ticks of both

    assert smtp.recipients == ALL


def test_without_a_beat_nothing_goes_out_and_when_it_is_back_the_days_owed_are_one_mail(service, smtp, github):
    name, today = "flashinfer-ai/flashinfer", dt.datetime.now(dt.UTC).date()
    repository, days = github.add(name, 1), [today - dt.timedelta(days=days) for days in (2, 1)]
    for number, date in enumerate(days, start=1):
        repository.issue(number, f"{date}T10:00:00Z", title=f"A question of the day {date}")
    service.drive("prepare", name)
    service.drive("track_since", "1")
    service.start_worker()
    time.sleep(5)
    assert smtp.accepted == []

    service.start_beat()
    until(lambda: smtp.accepted, seconds=90)
    time.sleep(3)

    assert smtp.recipients == ["flashinfer@reader.test"]
    (text,) = [part.get_payload(decode=True).decode() for part in smtp.accepted[0][1].walk() if is_plain(part)]
    assert all(f"A question of the day {date}" in " ".join(text.split()) for date in days)
    assert {service.state()["digests"][str(date)] for date in days} == {"published"}


def is_plain(part):
    return part.get_content_type() == "text/plain"
