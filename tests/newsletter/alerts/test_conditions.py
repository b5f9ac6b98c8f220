"""Each condition: caused in the rows, found; not caused, not found."""

import datetime as dt
from collections import namedtuple

import pytest
from django.utils import timezone

from digest.models import Completion, Coverage, Repository
from newsletter.alerts import days, machine, mails
from newsletter.models import Delivery, DeliveryEvent, Heartbeat, SendingState
from tests.factories import (
    make_activity,
    make_delivery,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 2, 19)
END = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
Disk = namedtuple("Disk", "total used free")


def found(condition, at=END + 7 * HOUR):
    return [(problem.kind, problem.subject) for problem in condition(at)]


@pytest.fixture
def tracked():
    """A repository that was tracked on the evening before, so that the 19th is owed."""
    repository = make_repository("vllm-project/vllm")
    Repository.objects.update(created_at=END - 26 * HOUR)
    return repository


def test_a_day_is_late_six_hours_after_its_end(tracked, settings):
    settings.GITHUB_TOKEN = ""
    make_digest(DAY, trouble="GitHub is away")

    assert found(days.late_days, END + 5 * HOUR) == []
    assert [problem.reason for problem in days.late_days(END + 7 * HOUR)] == ["GitHub is away"]


def test_a_day_that_is_finished_is_not_late(tracked):
    make_digest(DAY, status="ready")

    assert ("day_late", "2026-02-19") not in found(days.late_days)


def test_a_held_day_waits_for_approval():
    make_digest(DAY, status="held")

    assert found(days.held_days) == [("day_held", "2026-02-19")]


@pytest.mark.parametrize(
    ("timeout", "words"),
    [
        ("publish", "unless it is rejected, it goes out at 2026-02-20 02:30 UTC"),
        ("reject", "unless it is approved by 2026-02-20 02:30 UTC, it does not go out"),
    ],
)
def test_a_held_day_says_what_the_clock_will_do(settings, timeout, words):
    settings.DIGEST_APPROVAL_MINUTES, settings.DIGEST_APPROVAL_TIMEOUT = 90, timeout
    make_digest(DAY, status="held", held_at=END + HOUR)

    assert [problem.reason for problem in days.held_days(END + HOUR)] == [words]


def test_a_day_that_did_not_go_out_since_nobody_decided_is_told_and_one_that_was_rejected_is_not():
    make_digest(DAY, status="rejected", held_at=END)
    make_digest(DAY - dt.timedelta(days=1), status="rejected")
    make_digest(DAY - dt.timedelta(days=9), status="rejected", held_at=END)

    (problem,) = days.held_days(END + 7 * HOUR)
    assert (problem.subject, "nobody decided in time" in problem.reason) == ("2026-02-19", True)


def day_of_titles(outcome):
    digest = make_digest(DAY, status="ready")
    make_statement(digest, make_activity(digest=digest), outcome=outcome)
    return digest


def test_a_day_of_titles_is_told_with_what_the_last_call_said(settings):
    settings.ANTHROPIC_API_KEY = "key"
    digest = day_of_titles("title")
    Completion.objects.create(digest=digest, purpose="repository", model="m", input_hash="h", error="bad key")

    assert [problem.reason for problem in days.days_of_titles(END)] == ["bad key"]


@pytest.mark.parametrize(("key", "outcome"), [("", "title"), ("key", "passed"), ("key", "repaired")])
def test_titles_are_right_without_a_key_and_sentences_with_one(settings, key, outcome):
    settings.ANTHROPIC_API_KEY = key
    day_of_titles(outcome)

    assert found(days.days_of_titles, END) == []


def covered(repository, date, status, reason=""):
    digest = make_digest(date, status="ready")
    Coverage.objects.create(
        digest=digest, repository=repository, kind="commits", status=status, reason=reason, tried_at=digest.ends_at
    )


def test_a_refused_token_is_found_on_the_newest_day_only(tracked):
    covered(tracked, DAY, "failed", "bad_token")
    assert found(days.refused_token) == [("github_token", "")]

    covered(tracked, DAY + dt.timedelta(days=1), "ok")
    assert found(days.refused_token) == []


@pytest.mark.parametrize(("second", "count"), [("failed", 1), ("ok", 0)])
def test_a_repository_that_failed_on_two_days_running_is_told(tracked, second, count):
    covered(tracked, DAY, "failed", "unavailable")
    covered(tracked, DAY + dt.timedelta(days=1), second, "unavailable")

    assert found(days.unreadable_repositories) == [("repository", "vllm-project/vllm")] * count


@pytest.mark.parametrize(("trouble", "count"), [("archived", 1), ("vanished", 1), ("blocked", 1), ("empty", 0)])
def test_a_tracked_repository_in_trouble_is_told(tracked, trouble, count):
    Repository.objects.update(trouble=trouble)

    assert len(found(days.unreadable_repositories)) == count


def test_nothing_is_told_of_a_repository_that_is_not_tracked(tracked):
    Repository.objects.update(trouble="archived", is_active=False)

    assert found(days.unreadable_repositories) == []


def test_stopped_sending_is_told_with_reason_counts_and_reply():
    SendingState.objects.create(pk=1, stopped_at=END, reason="policy", reply="550 5.7.1 no", attempted=9, failed=8)

    (problem,) = mails.stopped_sending(END)

    assert problem.reason == ("our sender address is refused by policy. 8 of 9 mails failed. 550 5.7.1 no")


@pytest.fixture
def queued():
    return make_delivery(make_digest(DAY, status="published", published_at=END), due_at=END)


def test_a_mail_that_waits_longer_than_an_hour_is_told(queued):
    assert found(mails.waiting_mails, END + dt.timedelta(minutes=59)) == []
    assert found(mails.waiting_mails, END + dt.timedelta(minutes=61)) == [("sending_late", "")]


def test_while_sending_is_stopped_waiting_mails_are_no_second_alert(queued):
    SendingState.objects.create(pk=1, stopped_at=END, reason="policy")

    assert found(mails.waiting_mails, END + 2 * HOUR) == []


@pytest.mark.parametrize(
    ("condition", "kind", "events", "mailed", "count"),
    [
        (mails.bounces, "bounced", 19, 20, 0),
        (mails.bounces, "bounced", 20, 100, 1),
        (mails.complaints, "complained", 2, 3, 0),
        (mails.complaints, "complained", 3, 100, 1),
    ],
)
def test_many_bounces_or_complaints_of_a_day_are_told(condition, kind, events, mailed, count):
    digest, readers = make_digest(DAY, status="published", published_at=END), [make_subscriber() for _ in range(mailed)]
    rows = [make_delivery(digest, reader, status="sent", sent_at=END) for reader in readers]
    for number in range(events):
        DeliveryEvent.objects.create(esp="Postmark", event_id=number, kind=kind, delivery=rows[number % mailed])

    assert len(list(condition(timezone.now()))) == 0 if count == 0 else True
    DeliveryEvent.objects.update(received_at=END + HOUR)
    assert len(list(condition(END + 2 * HOUR))) == count


@pytest.mark.parametrize(("free", "count"), [(400_000_000, 1), (900_000_000_000, 0)])
def test_a_disk_that_is_nearly_full_is_told(monkeypatch, free, count):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(1_000_000_000_000, 0, free))

    assert len(found(machine.full_disk)) == count


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (0.0001, 1), (1000, 0)])
def test_a_database_near_its_limit_is_told(settings, limit, count):
    settings.DATABASE_LIMIT_GB = limit

    assert len(found(machine.full_database)) == count


def test_a_queue_that_nobody_serves_is_told_by_its_name():
    Heartbeat.objects.beat("send", END - 11 * dt.timedelta(minutes=1))
    Heartbeat.objects.beat("collect", END - 11 * dt.timedelta(minutes=1))

    assert found(machine.silent_queues, END) == [("queue", "send")]


def test_the_clock_is_seen_for_five_minutes():
    assert not machine.is_beat_seen(END)
    Heartbeat.objects.beat("beat", END)

    assert machine.is_beat_seen(END + 5 * dt.timedelta(minutes=1))
    assert not machine.is_beat_seen(END + 6 * dt.timedelta(minutes=1))
    assert Delivery.objects.count() == 0
