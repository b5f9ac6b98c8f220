"""One whole day through real processes, without a manual step: beat, Celery workers, PostgreSQL, Redis and SMTP."""

import datetime as dt
import time

import pytest

from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

NAMES = ["flashinfer-ai/flashinfer", "vllm-project/vllm"]
ADDRESSES = ["flashinfer@reader.test", "vllm@reader.test"]


@pytest.fixture
def yesterday(github):
    """Yesterday's date; on it, something happened in both repositories."""
    date = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    for number, name in enumerate(NAMES, start=1):
        repository = github.add(name, number)
        repository.issue(number, f"{date}T10:00:00Z", title=f"A question about {name}")
    return str(date)


def test_beat_and_workers_take_yesterday_from_github_to_the_inbox(service, smtp, yesterday):
    service.drive("prepare", *NAMES)
    service.start_worker()
    service.start_beat()

    until(lambda: len(smtp.accepted) >= 2, seconds=90)
    until(lambda: set(service.state()["deliveries"].values()) == {"sent"})
    time.sleep(5)  # several further ticks, which must find nothing to do

    assert smtp.recipients == ADDRESSES
    assert service.state()["digests"][yesterday] == "published"
    texts = {address: message.as_string() for address, message in smtp.accepted}
    assert texts["flashinfer@reader.test"] != texts["vllm@reader.test"]


def test_two_workers_and_two_beats_mail_nobody_twice(service, smtp, yesterday):
    service.drive("prepare", *NAMES)
    for _ in range(2):
        service.start_worker()
    service.start_beat()
    service.start("celery", "-A", "tests.servers.fast_clock", "beat", "-s", str(service.folder / "other"), "--pidfile=")

    until(lambda: len(smtp.accepted) >= 2, seconds=90)
    time.sleep(5)

    assert smtp.recipients == ADDRESSES


def test_a_worker_killed_while_sending_leaves_uncertain_mails_and_sends_none_twice(service, smtp, yesterday):
    smtp.faults["DATA"] = ["hang"]
    service.environment["MAIL_CONNECTIONS"] = "1"  # a second one would go on sending until the worker is killed
    service.drive("prepare", *NAMES)
    worker = service.start_worker()
    service.start_beat()

    until(lambda: smtp.accepted, seconds=90)
    service.kill(worker)
    assert set(service.state()["deliveries"].values()) == {"sending"}
    service.start_worker()
    service.drive("sweep_after", "16")
    time.sleep(8)

    assert set(service.state()["deliveries"].values()) == {"uncertain"}
    assert len(smtp.accepted) == 1
