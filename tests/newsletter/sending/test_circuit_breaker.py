"""The circuit breaker: sending stops by itself where going on would do harm, says so, and goes on by one button."""

import datetime as dt

import pytest
from django.core import mail

from newsletter import tasks
from newsletter.deliveries import claim_queue
from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery, SendingState
from newsletter.sending import circuit_breaker, sender
from subscribers.models import Suppression
from tests.newsletter.sending.mails_owed import EIGHT, owe_many, use_smtp
from tests.newsletter.sending.smtp.smtp_server import smtp_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings):
    with smtp_server() as sink:
        use_smtp(settings, sink.port)
        yield sink


@pytest.fixture
def told(monkeypatch):
    """The (subject, text, recipients) of what the operator is told, whatever backend carries it."""
    mails = []
    carry = mail.EmailMessage.send
    monkeypatch.setattr(mail.EmailMessage, "send", lambda self: mails.append((self.subject, self.body, self.to)))
    yield mails
    monkeypatch.setattr(mail.EmailMessage, "send", carry)


def statuses():
    return sorted(set(Delivery.objects.values_list("status", flat=True)))


def test_twenty_failures_among_the_first_hundred_mails_stop_sending(smtp, settings, told):
    settings.ADMINS = [("", "operator@reader.test")]
    owe_many(100)
    smtp.faults["RCPT"] = "550 5.1.1 unknown"

    sender.send_due(EIGHT)

    row = SendingState.objects.row()
    failed = Delivery.objects.filter(status="failed").count()
    assert (row.reason, row.attempted, row.failed) == ("failures", failed, failed)
    assert 20 <= failed <= 64  # those that were on their way
    assert Delivery.objects.filter(status="queued", attempts=0).count() == 100 - failed
    ((subject, text, to),) = told
    assert to == ["operator@reader.test"]
    assert subject == f"{settings.NEWSLETTER_NAME}: sending is stopped"
    assert "550 5.1.1 unknown" in text
    assert "20 of 20 mails failed" in text


def test_nothing_is_claimed_while_sending_is_stopped(smtp):
    owe_many(2)
    circuit_breaker.trip("failures", "")

    assert sender.send_due(EIGHT) is False
    assert statuses() == ["queued"]


def test_a_stop_is_honoured_before_the_next_group(monkeypatch):
    monkeypatch.setattr(claim_queue, "CLAIM_BATCH", 2)
    owe_many(4)
    due = claim_queue.due_queue(EIGHT)

    assert len(due.next_batch()) == 2
    circuit_breaker.trip("failures", "")
    assert due.next_batch() == []
    circuit_breaker.reset()
    assert len(due.next_batch()) == 2


def test_one_button_goes_on_and_counts_afresh(smtp, admin_client, monkeypatch):
    monkeypatch.setattr(tasks.send_due, "delay", lambda: sender.send_due(EIGHT))
    owe_many(2)
    SendingState.objects.create(pk=1, stopped_at=EIGHT, reason="failures", attempted=20, failed=20)

    assert "Sending is stopped:" in admin_client.get("/admin/").text
    chosen = {"action": "resume", "_selected_action": ["1"]}
    answer = admin_client.post("/admin/newsletter/sendingstate/", chosen, follow=True).text
    sender.send_due(EIGHT)

    assert "Mails go out again." in answer
    assert "Sending is stopped:" not in admin_client.get("/admin/").text
    assert statuses() == ["sent"]
    assert SendingState.objects.row().failed == 0


def test_who_may_only_look_finds_no_button(client, django_user_model):
    user = django_user_model.objects.create_user("viewer", is_staff=True)
    user.user_permissions.add(*user.user_permissions.model.objects.filter(codename="view_sendingstate"))
    client.force_login(user)
    SendingState.objects.create(pk=1, stopped_at=EIGHT, reason="failures")

    assert "Sending is stopped:" in client.get("/admin/").text
    assert "Go on sending" not in client.get("/admin/").text
    client.post("/admin/newsletter/sendingstate/", {"action": "resume", "_selected_action": ["1"]})
    assert SendingState.objects.stopped().exists()


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("MAIL", "550 5.7.1 sender refused"),
        ("RCPT", "553 5.7.1 not owned by user"),
        ("DATA", "550 5.7.26 unauthenticated"),
        ("DATA", "550 5.7.515 access denied"),
    ],
)
def test_a_policy_against_our_sender_stops_at_once_and_is_no_readers_fault(smtp, verb, reply):
    owe_many(3)
    smtp.faults[verb] = [reply]

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "policy"
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["queued", "queued", "retry"]
    assert smtp.recipients == []
    assert not Suppression.objects.exists()


def test_an_account_that_is_suspended_stops_sending(smtp):
    owe_many(3)
    smtp.faults["MAIL"] = ["550 5.0.0 Your account has been suspended"]

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "provider"
    assert smtp.recipients == []


def test_a_server_that_is_away_stops_nothing(smtp, settings):
    owe_many(30)
    settings.EMAIL_PORT = 9

    sender.send_due(EIGHT)

    assert not SendingState.objects.stopped().exists()
    assert statuses() == ["retry"]


@pytest.mark.parametrize(
    ("tried", "failed", "stops"),
    [(20, 19, False), (20, 20, True), (100, 19, False), (101, 6, True), (1000, 50, False), (1000, 51, True)],
)
def test_the_threshold_is_twenty_of_the_first_hundred_and_then_five_percent(tried, failed, stops):
    assert circuit_breaker.too_many_failed(tried, failed) is stops


def test_counts_of_all_workers_add_up_and_begin_afresh_with_a_newer_digest(smtp):
    owe_many(1)
    delivery = Delivery.objects.get()
    for failed in (12, 7):
        worker = circuit_breaker.CircuitBreaker()
        for _ in range(failed):
            worker.record(delivery, Outcome("failed"))
    assert (SendingState.objects.row().failed, SendingState.objects.stopped().exists()) == (19, False)

    delivery.digest.date += dt.timedelta(days=1)
    circuit_breaker.CircuitBreaker().record(delivery, Outcome("failed"))
    assert (SendingState.objects.row().failed, SendingState.objects.stopped().exists()) == (1, False)


def test_who_stops_twice_tells_once(settings, told):
    settings.ADMINS = [("", "operator@reader.test")]

    circuit_breaker.trip("failures", "one")
    circuit_breaker.trip("policy", "two")

    assert len(told) == 1
    assert SendingState.objects.row().reply == "one"


def test_a_stop_that_cannot_be_told_by_mail_stands_all_the_same(settings):
    settings.ADMINS = [("", "operator@reader.test")]
    settings.EMAIL_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    circuit_breaker.trip("provider", "suspended")

    assert SendingState.objects.stopped().exists()
