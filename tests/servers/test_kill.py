"""Workers that die while they send, on PostgreSQL and Redis: nobody gets two mails, and who got none has a row that
says why."""

import os
import signal
import time
from collections import Counter

import pytest

from tests.newsletter.raw_smtp import raw_smtp
from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 120
AT_MOST = 128  # uncertain after a kill: 64 for each of the worker's two processes


@pytest.fixture
def smtp():
    """In the place of the gentler server, which `service` mails to."""
    with raw_smtp() as server:
        yield server


@pytest.fixture
def sending(service):
    """The service with a mail owed to each reader, a worker and a fast clock; returns the worker."""
    service.drive("owe", str(READERS))
    worker = service.start_worker()
    service.start_beat()
    return worker


def settle(service):
    """A new worker sends what is left; later, the sweep gives up what the dead one held."""
    service.start_worker()
    until(lambda: not {"queued", "retry"} & set(service.state()["deliveries"].values()), seconds=60)
    time.sleep(2)
    service.drive("sweep_after", "16")
    return Counter(service.state()["deliveries"].values())


def assert_nobody_twice_and_nobody_forgotten(service, smtp):
    arrived = Counter(smtp.recipients)
    fates = service.state()["deliveries"]
    assert max(arrived.values(), default=0) <= 1
    assert {email for email, fate in fates.items() if fate == "sent"} <= set(arrived)
    assert set(arrived) <= {email for email, fate in fates.items() if fate in ("sent", "uncertain")}
    assert set(fates.values()) <= {"sent", "uncertain"}


def test_a_worker_killed_between_claim_and_send_leaves_few_uncertain_and_no_mail(service, smtp, sending):
    smtp.faults["MAIL"] = "hang"
    until(lambda: any(command.startswith("MAIL") for command in smtp.commands), seconds=90)
    service.kill(sending)
    smtp.faults.clear()

    fates = settle(service)

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert 0 < fates["uncertain"] <= AT_MOST


def test_a_worker_killed_between_send_and_record_sends_none_of_them_again(service, smtp, sending):
    smtp.faults["END"] = [None] * 20 + ["hang"] * 8
    until(lambda: len(smtp.accepted) >= 22, seconds=90)
    service.kill(sending)
    smtp.faults.clear()

    fates = settle(service)

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert 0 < fates["uncertain"] <= AT_MOST


def test_a_worker_killed_before_it_claims_anything_leaves_nothing_uncertain(service, smtp):
    service.drive("owe", str(READERS))
    service.kill(service.start_worker())
    service.start_beat()

    fates = settle(service)

    assert fates == {"sent": READERS}
    assert len(smtp.accepted) == READERS


def test_a_worker_that_is_asked_to_stop_in_a_batch_finishes_it(service, smtp, sending):
    until(lambda: smtp.accepted, seconds=90)
    os.kill(sending.pid, signal.SIGTERM)
    sending.wait(60)

    fates = settle(service)

    assert fates == {"sent": READERS}
    assert len(smtp.accepted) == len(set(smtp.recipients)) == READERS
