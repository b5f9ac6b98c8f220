"""Workers that die while they send, on PostgreSQL and Redis: nobody gets two mails, and who got none has a row that
says why."""

import os
import signal
from collections import Counter

import pytest

from tests.servers.waiting import until

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("servers")]

READERS = 200
AT_MOST = 64  # uncertain after a kill


@pytest.fixture
def sender(service):
    """The process that sends, as `up` starts it; a mail is owed to each reader."""
    sender = service.start_sender()
    service.drive("owe_all", READERS)
    return sender


def assert_nobody_twice_and_nobody_forgotten(service, smtp):
    arrived = Counter(smtp.recipients)
    assert len(service.fates()) == READERS
    assert max(arrived.values(), default=0) <= 1
    assert service.addresses("sent") <= set(arrived) <= service.addresses("sent", "uncertain")
    assert service.addresses("sent", "uncertain") == set(service.fates())


def test_a_worker_killed_before_it_claims_anything_leaves_nothing_uncertain(service, smtp, sender):
    service.drive("hold_ledger")
    service.drive("ring")
    until(lambda: service.drive("waiting"))
    service.kill(sender)
    service.drive("let_go")

    fates = service.settle()

    assert fates == {"sent": READERS}
    assert len(smtp.accepted) == len(set(smtp.recipients)) == READERS


def test_a_worker_killed_between_claim_and_send_leaves_few_uncertain_and_no_mail(service, smtp, sender):
    smtp.faults["MAIL"] = "hang"
    service.drive("ring")
    until(lambda: any(command.startswith("MAIL") for command in smtp.commands))
    service.kill(sender)
    smtp.faults.clear()

    fates = service.settle()

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert 0 < fates["uncertain"] <= AT_MOST
    assert len(smtp.accepted) == READERS - fates["uncertain"]


def test_a_worker_killed_while_the_server_has_a_mail_and_has_not_said_so_sends_none_again(service, smtp, sender):
    smtp.faults["END"] = [None] * 20 + ["hang"] * 8
    service.drive("ring")
    until(lambda: len(smtp.accepted) >= 24)
    service.kill(sender)
    smtp.faults.clear()

    fates = service.settle()

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert service.addresses("uncertain") & set(smtp.recipients)
    assert fates["uncertain"] <= AT_MOST


@pytest.fixture
def batch(service, smtp):
    """A sender in the middle of a batch: at a hundred mails a second, it takes two."""
    service.environment["MAIL_RATE_PER_SECOND"] = "100"
    sender = service.start_sender()
    service.drive("owe_all", READERS)
    service.drive("ring")
    until(lambda: len(smtp.accepted) >= 10)
    assert len(smtp.accepted) < READERS
    return sender


def test_a_worker_killed_before_it_has_written_down_what_the_server_said_sends_none_again(service, smtp, batch):
    service.drive("hold_claimed")
    until(lambda: service.drive("waiting"))
    service.kill(batch)
    service.drive("let_go")

    fates = service.settle()

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert service.addresses("uncertain") & set(smtp.recipients)
    assert fates["uncertain"] <= AT_MOST


def test_a_worker_that_is_asked_to_stop_in_a_batch_leaves_nothing_undecided(service, smtp, batch):
    os.kill(batch.pid, signal.SIGTERM)
    batch.wait(60)
    assert service.addresses("sending", "uncertain") == set()

    fates = service.settle()

    assert fates == {"sent": READERS}
    assert len(smtp.accepted) == len(set(smtp.recipients)) == READERS


def test_a_worker_whose_pool_is_asked_to_stop_as_well_leaves_few_uncertain(service, smtp, batch):
    os.killpg(batch.pid, signal.SIGTERM)
    batch.wait(90)

    fates = service.settle()

    assert_nobody_twice_and_nobody_forgotten(service, smtp)
    assert fates["uncertain"] <= AT_MOST
