"""The board of the newest day: five steps, each with state, time and numbers from the rows."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import strip_tags

from digest.models import Completion, Coverage
from newsletter.board import board
from tests.factories import make_coverage, make_delivery, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)


def states():
    return [step.state for step in board(NOON, True).steps]


def facts(number):
    return [strip_tags(str(fact)) for fact in board(NOON, True).steps[number].facts]


def test_before_the_first_day_there_is_no_board():
    assert board(NOON, True) is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("collecting", ["now", "waiting", "waiting", "waiting", "waiting"]),
        ("writing", ["done", "now", "waiting", "waiting", "waiting"]),
        ("held", ["done", "done", "trouble", "waiting", "waiting"]),
        ("ready", ["done", "done", "done", "now", "waiting"]),
    ],
)
def test_each_state_of_a_digest_stands_at_its_step(status, expected):
    make_digest(status=status)

    assert states() == expected


@pytest.mark.parametrize(
    ("status", "state"), [("queued", "now"), ("retry", "now"), ("sent", "done"), ("failed", "done")]
)
def test_sending_is_done_when_no_mail_is_left(status, state):
    make_delivery(make_digest(status="published"), status=status)

    assert states() == ["done", "done", "done", "done", state]


@pytest.mark.parametrize(("status", "number"), [("collecting", 0), ("writing", 1)])
def test_a_step_that_failed_says_why(status, number):
    make_digest(status=status, trouble="no repository could be fetched")

    assert states()[number] == "trouble"
    assert "no repository could be fetched" in facts(number)


def test_collecting_tells_what_was_fetched_and_when():
    digest = make_digest(status="writing")
    make_coverage(digest, make_repository(), commits="failed", issues="partial")
    Coverage.objects.update(tried_at=NOON)

    assert facts(0) == ["3 of 5 fetched", "1 in part", "1 not fetched"]
    assert board(NOON, True).steps[0].at == NOON
    assert states()[0] == "trouble"


def test_writing_tells_calls_and_cost():
    digest = make_digest(status="held")
    fields = {"purpose": "stories", "model": "m", "cost_usd": "0.0125"}
    for number in range(2):
        Completion.objects.create(digest=digest, input_hash=str(number), **fields)

    assert facts(1) == ["2 calls", "0.0250 USD"]


def test_finishing_tells_how_the_sentences_fared():
    digest = make_digest(status="ready")
    for outcome in ("passed", "passed", "repaired", "rejected"):
        make_statement(digest, outcome=outcome)
    make_statement(digest, fold="ci")

    assert facts(2) == ["2 passed", "1 passed after repair", "1 rejected"]


def test_sending_tells_mails_by_state_and_how_long_the_oldest_waits():
    digest = make_digest(status="published")
    make_delivery(digest, due_at=NOON - dt.timedelta(minutes=90))
    make_delivery(digest, due_at=NOON + dt.timedelta(minutes=90))
    make_delivery(digest, status="sent")

    assert facts(4) == ["2 queued", "1 sent", "the oldest waits for 90 minutes"]


def test_the_newest_day_is_shown():
    make_digest(status="published")
    newest = make_digest(dt.date(2026, 2, 20))

    assert board(NOON, True).digest == newest


@time_machine.travel(NOON)
@pytest.mark.parametrize(("role", "steps"), [("operator", 5), ("editor", 5), ("viewer", 5)])
def test_every_role_sees_the_board_on_the_first_page(client, django_user_model, role, steps):
    make_delivery(make_digest(status="published"), status="sent")
    user = django_user_model.objects.create_user("kim", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)

    page = client.get(reverse("admin:index")).text

    assert page.count('<li class="step') == steps
    assert reverse("admin:newsletter_delivery_month") in page


def test_who_may_not_see_mails_sees_no_numbers_of_them():
    make_delivery(make_digest(status="published"))

    assert len(board(NOON, False).steps) == 4
