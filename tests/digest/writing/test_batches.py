"""The second reading by batch: half the price, the day waits for it between runs, and never for ever."""

import datetime as dt
from decimal import Decimal

import pytest

from digest import build
from digest.models import Completion, Digest
from digest.stories import statements
from digest.writing import batches, completions
from digest.writing import stories as write
from tests.digest.writing.claude_server import claude_server, failure, message
from tests.digest.writing.test_second_reader import Claude, claim, outcomes
from tests.factories import make_activity, make_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings, monkeypatch):
    settings.SECOND_READER = "batch"
    settings.SECOND_READER_BUDGET_USD = 1
    monkeypatch.setattr(completions, "sleep", lambda seconds: None)
    with claude_server(settings) as running:
        running.otherwise = Claude()
        yield running


@pytest.fixture
def digest():
    digest = make_digest()
    for number in (1, 2):
        make_activity(digest=digest, number=number, title=f"Fix crash of kernel_{number} with FP8", body="It crashed.")
    statements.prepare(digest)
    return digest


def reading():
    return Completion.objects.get(purpose=Completion.Purpose.SECOND_READING)


def test_a_day_waits_for_its_batch_and_is_written_when_it_has_ended(server, digest):
    assert not write.write_digest(digest)
    assert not write.write_digest(digest)
    assert outcomes(digest) == [("title", ""), ("title", "")]
    server.batches_end = True

    assert write.write_digest(digest)

    assert outcomes(digest) == [("passed", "yes"), ("passed", "yes")]
    assert len(server.batches) == 1
    assert reading().batch == "msgbatch_1"
    assert reading().cost_usd == Decimal("0.000100")  # half of the 0.0002 that the same usage costs at once


def test_what_is_read_as_wrong_in_a_batch_is_repaired_and_read_again_at_once(server, digest):
    server.otherwise = Claude([claim(verdict="no")])
    write.write_digest(digest)
    server.batches_end = True

    assert write.write_digest(digest)

    assert sorted(outcomes(digest)) == [("passed", "yes"), ("repaired", "yes")]
    assert len(server.batches) == 1


@pytest.mark.parametrize("answer", [failure(500), failure(410), message("{"), message("", stop_reason="refusal")])
def test_a_batch_whose_answer_is_of_no_use_leaves_what_passed(server, digest, answer):
    write.write_digest(digest)
    server.batches_end, server.otherwise.reading = True, answer

    assert write.write_digest(digest)

    assert outcomes(digest) == [("passed", ""), ("passed", "")]
    assert reading().error


def test_a_batch_that_is_not_taken_costs_nothing_but_the_second_reading(server, digest):
    server.no_batches = failure(529)
    write.write_digest(digest)

    assert write.write_digest(digest)

    assert outcomes(digest) == [("passed", ""), ("passed", "")]
    assert reading().cost_usd == 0


def test_nobody_waits_for_a_batch_longer_than_patience(server, digest):
    write.write_digest(digest)
    Completion.objects.update(created_at=reading().created_at - batches.MAX_WAIT - dt.timedelta(minutes=1))

    assert write.write_digest(digest)

    assert outcomes(digest) == [("passed", ""), ("passed", "")]
    assert reading().error.startswith("timeout")
    assert reading().cost_usd > 0  # it may yet be answered, and billed


def test_the_state_of_the_digest_says_for_what_it_waits(server, digest):
    Digest.objects.filter(pk=digest.pk).update(status="writing")

    with pytest.raises(build.NotBuilt, match="batch"):
        build.write(digest)

    digest.refresh_from_db()
    assert digest.status == "writing"
    assert digest.retry_at
    assert "batch" in digest.trouble
