"""One whole day through real processes, without a manual step: beat, Celery workers, PostgreSQL, Redis and SMTP."""

import datetime as dt

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
    service.start_sender()
    service.start_beat()

    until(lambda: len(smtp.accepted) >= 2)
    until(lambda: set(service.fates().values()) == {"sent"})
    service.see_ticks()

    assert smtp.recipients == ADDRESSES
    assert service.state()["digests"][yesterday] == "published"
    contents = dict(smtp.accepted)
    assert contents["flashinfer@reader.test"] != contents["vllm@reader.test"]


def test_two_of_every_process_mail_nobody_twice(service, smtp, yesterday):
    service.drive("prepare", *NAMES)
    for _ in range(2):
        service.start_worker()
        service.start_sender()
        service.start_beat()

    until(lambda: len(smtp.accepted) >= 2)
    service.see_ticks(6)

    assert smtp.recipients == ADDRESSES
