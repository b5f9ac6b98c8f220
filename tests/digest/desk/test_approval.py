"""A held day is approved, rejected, or decided about by the clock."""

import datetime as dt

import pytest
import time_machine

from digest.build import NotBuilt, build
from digest.desk import approval
from digest.missing_days import missing_days
from digest.models import Digest
from tests.factories import DAY, make_digest, make_repository

pytestmark = pytest.mark.django_db

HELD_AT = dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
STATUSES = Digest.Status.values


@pytest.fixture(autouse=True)
def an_hour(settings):
    settings.DIGEST_APPROVAL_MINUTES, settings.DIGEST_APPROVAL_TIMEOUT = 60, "publish"


def row():
    return Digest.objects.get()


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("verb", "source", "target"),
    [
        (approval.approve, "held", "ready"),
        (approval.reject, "held", "rejected"),
        (approval.take_back, "rejected", "held"),
    ],
)
def test_each_verb_moves_a_day_from_one_status_only(status, verb, source, target):
    digest = make_digest(status=status, held_at=HELD_AT)

    assert verb(digest) == (status == source)
    assert row().status == (target if status == source else status)


def test_a_second_editor_s_verb_changes_nothing():
    digest = make_digest(status="held")
    approval.reject(digest)

    assert not approval.approve(digest)
    assert row().status == "rejected"


def test_what_was_taken_back_waits_anew():
    digest = make_digest(status="rejected")

    with time_machine.travel(HELD_AT, tick=False):
        approval.take_back(digest)

    assert approval.decided_at(row()) == HELD_AT + 60 * MINUTE


@pytest.mark.parametrize(("timeout", "status"), [("publish", "ready"), ("reject", "rejected")])
def test_the_clock_decides_as_is_set(settings, timeout, status):
    settings.DIGEST_APPROVAL_TIMEOUT = timeout
    make_digest(status="held", held_at=HELD_AT)

    approval.decide_overdue(HELD_AT + 59 * MINUTE)
    early = row().status
    for _twice in range(2):
        approval.decide_overdue(HELD_AT + 60 * MINUTE)

    assert (early, row().status) == ("held", status)


def test_a_day_that_nobody_decided_about_remembers_since_when(settings):
    settings.DIGEST_APPROVAL_TIMEOUT = "reject"
    make_digest(status="held", held_at=HELD_AT)

    approval.decide_overdue(HELD_AT + 60 * MINUTE)

    assert row().held_at == HELD_AT


def test_the_clock_leaves_a_day_that_an_operator_decides_about_meanwhile():
    digest = make_digest(status="held", held_at=HELD_AT)
    stale = Digest.objects.get()
    approval.reject(digest)
    approval._decide(stale)

    assert row().status == "rejected"
    assert row().held_at is None


@pytest.mark.parametrize(
    ("status", "held_at", "minutes"), [("held", HELD_AT, 0), ("held", None, 60), ("ready", HELD_AT, 60)]
)
def test_without_a_time_out_a_day_waits(settings, status, held_at, minutes):
    settings.DIGEST_APPROVAL_MINUTES = minutes
    digest = make_digest(status=status, held_at=held_at)

    approval.decide_overdue(HELD_AT + dt.timedelta(days=30))

    assert approval.decided_at(digest) is None
    assert row().status == status


def test_a_rejected_day_is_neither_missing_nor_built_again():
    make_repository()
    make_digest(status="rejected")

    assert DAY not in missing_days(DAY + dt.timedelta(days=1))
    with pytest.raises(NotBuilt, match="rejected"):
        build(DAY)
