"""Sending: each mail once, whatever the server says; what nobody can know is uncertain, and not sent again."""

import datetime as dt
import json

import pytest
import requests
import time_machine

from newsletter.deliveries import claim_queue
from newsletter.deliveries.outcome import Outcome
from newsletter.deliveries.outcome_writer import OutcomeWriter
from newsletter.deliveries.publish import publish
from newsletter.deliveries.sweep import sweep
from newsletter.models import Delivery
from newsletter.sending import sender
from tests.factories import make_digest, make_repository, make_subscriber
from tests.newsletter.sending.mails_owed import (
    EIGHT,
    END,
    HOUR,
    MINUTE,
    make_ready_digest,
    owe,
    state,
    use_smtp,
)
from tests.newsletter.sending.smtp.smtp_server import smtp_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def smtp(settings):
    """A real server, which the configured backend talks to."""
    with smtp_server() as sink:
        use_smtp(settings, sink.port)
        yield sink


@pytest.fixture
def digest():
    return make_ready_digest()


def test_what_is_due_is_sent_and_what_is_not_waits(smtp, digest):
    (due, _later) = owe(digest, "ada", minute=480) + owe(digest, "lin", minute=540)

    sender.send_due(EIGHT)

    assert smtp.recipients == ["ada@reader.test"]
    assert state(due) == "sent"
    assert due.sent_at == EIGHT
    assert due.reply == "250 OK"
    assert due.attempts == 1


def test_sending_twice_mails_once(smtp, digest):
    owe(digest, "ada", "lin")

    sender.send_due(EIGHT)
    sender.send_due(EIGHT)

    assert smtp.recipients == ["ada@reader.test", "lin@reader.test"]


def test_each_mail_has_one_recipient_and_all_share_a_connection(smtp, digest):
    owe(digest, "ada", "lin", "kim")

    sender.send_due(EIGHT)

    assert {(address, message["To"]) for address, message in smtp.accepted} == {(to, to) for to in smtp.recipients}
    assert len(smtp.accepted) == 3
    assert smtp.connections == 1


def test_more_than_one_group_is_sent(smtp, digest, monkeypatch):
    monkeypatch.setattr(claim_queue, "CLAIM_BATCH", 2)
    owe(digest, *"abcde")

    sender.send_due(EIGHT)

    assert len(smtp.recipients) == 5


def test_what_a_task_has_no_time_for_is_left_to_the_next_as_if_it_had_not_been_claimed(
    smtp, digest, monkeypatch, settings
):
    monkeypatch.setattr(sender, "TASK_SECONDS", 0.5)
    settings.MAIL_RATE_PER_SECOND = 4
    deliveries = owe(digest, *"abcdef")

    assert sender.send_due(EIGHT) is True
    assert 1 <= len(smtp.recipients) <= 3
    rest = Delivery.objects.exclude(status="sent")
    assert set(rest.values_list("status", "attempts", "claim")) == {("queued", 0, "")}
    assert len(smtp.recipients) + len(rest) == len(deliveries)


@pytest.mark.parametrize(
    ("verb", "reply", "status"),
    [
        ("MAIL", "421 4.3.2 closing", "retry"),
        ("MAIL", "451 4.7.1 later", "retry"),
        ("MAIL", "550 5.1.8 not you", "failed"),
        ("RCPT", "450 4.2.1 busy", "retry"),
        ("RCPT", "421 4.4.5 too many", "retry"),
        ("RCPT", "550 5.1.1 unknown", "failed"),
        ("DATA", "451 4.3.0 later", "retry"),
        ("DATA", "554 5.6.0 no", "failed"),
        ("MAIL", "drop", "retry"),
        ("RCPT", "drop", "retry"),
        ("DATA", "drop", "uncertain"),
    ],
)
def test_what_the_server_says_decides(smtp, digest, verb, reply, status):
    (delivery,) = owe(digest, "ada")
    smtp.faults[verb] = reply

    sender.send_due(EIGHT)

    assert state(delivery) == status
    if reply[0].isdigit():
        assert delivery.reply == reply
    assert (delivery.retry_at == EIGHT + 5 * MINUTE) is (status == "retry")


def test_a_server_that_hangs_after_the_mail_leaves_it_uncertain(smtp, digest, settings):
    settings.EMAIL_TIMEOUT = 0.5
    (delivery,) = owe(digest, "ada")
    smtp.faults["DATA"] = "hang"

    sender.send_due(EIGHT)

    assert state(delivery) == "uncertain"


def test_one_bad_address_does_not_stop_the_others(smtp, digest):
    owe(digest, "ada", "bad", "kim")
    smtp.faults["RCPT"] = ["250 OK", "550 5.1.1 unknown", "250 OK"]

    sender.send_due(EIGHT)

    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["failed", "sent", "sent"]


def test_an_uncertain_mail_is_never_sent_again_by_itself(smtp, digest, clock):
    (delivery,) = owe(digest, "ada")
    smtp.faults["DATA"] = ["drop"]
    for hours in range(30):
        clock.move_to(EIGHT + hours * HOUR)
        sweep(EIGHT + hours * HOUR)
        sender.send_due(EIGHT + hours * HOUR)

    assert state(delivery) == "uncertain"
    assert smtp.recipients == ["ada@reader.test"]


def test_the_operator_sends_an_uncertain_mail_again(smtp, digest):
    (delivery,) = owe(digest, "ada")
    Delivery.objects.update(status="uncertain", attempts=3)

    assert Delivery.objects.all().requeue() == 1
    sender.send_due(EIGHT)

    assert state(delivery) == "sent"


def test_a_refusal_for_now_is_tried_again_with_growing_pauses_and_then_given_up(smtp, digest, clock):
    (delivery,) = owe(digest, "ada")
    smtp.faults["RCPT"] = "450 4.2.1 busy"
    pauses, at = [], EIGHT
    while state(delivery) in ("queued", "retry"):
        clock.move_to(at)
        sender.send_due(at)
        assert sender.send_due(at) is False
        delivery.refresh_from_db()
        pauses.append((delivery.retry_at - at) / MINUTE)
        at = max(at, delivery.retry_at)

    assert pauses[:5] == [5, 15, 45, 135, 180]
    assert (delivery.status, delivery.attempts) == ("failed", 6)
    assert smtp.recipients == []


def test_where_no_connection_comes_about_all_wait_and_no_attempt_is_counted(smtp, digest, settings):
    deliveries = owe(digest, "ada", "lin", "kim")
    settings.EMAIL_PORT = 9
    sender.send_due(EIGHT)

    assert [(state(delivery), delivery.attempts) for delivery in deliveries] == [("retry", 0)] * 3

    settings.EMAIL_PORT = smtp.port
    sender.send_due(EIGHT + 5 * MINUTE)

    assert {state(delivery) for delivery in deliveries} == {"sent"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "unsubscribed"}, "unsubscribed"),
        ({"suppressed": True}, "suppressed"),
        ({"paused_until": dt.date(2026, 2, 21)}, "paused"),
    ],
)
def test_who_left_between_publishing_and_sending_gets_no_mail(smtp, digest, change, reason):
    (delivery, other) = owe(digest, "ada", "lin")
    type(delivery.subscriber).objects.filter(pk=delivery.subscriber_id).update(**change)

    sender.send_due(EIGHT)

    assert (state(delivery), delivery.skip_reason) == ("skipped", reason)
    assert smtp.recipients == [other.subscriber.email]


def test_no_real_server_ever_sees_a_sample_address(smtp, digest):
    make_subscriber("lin@example.org")
    publish([digest], END)

    sender.send_due(EIGHT)

    assert smtp.recipients == []
    assert Delivery.objects.get().skip_reason == "sample"


def test_an_edition_with_nothing_in_it_is_not_sent(smtp, digest):
    other = make_repository("vllm-project/vllm")
    (delivery,) = owe(digest, "ada", repositories=[other.pk])

    sender.send_due(EIGHT)

    assert (state(delivery), delivery.skip_reason) == ("skipped", "nothing_selected")


def test_a_mail_that_cannot_be_composed_holds_up_nobody(smtp, digest, monkeypatch):
    broken, fine = owe(digest, "ada", "lin")
    compose = sender.compose_raw

    def compose_raw(delivery, corrections):
        if delivery.pk == broken.pk:
            raise ValueError("no such template")
        return compose(delivery, corrections)

    monkeypatch.setattr(sender, "compose_raw", compose_raw)
    sender.send_due(EIGHT)

    assert (state(broken), state(fine)) == ("retry", "sent")
    assert broken.reply == "not composed: ValueError: no such template"


def test_what_is_older_than_twenty_hours_waits_for_the_next_digest(smtp, digest):
    (delivery,) = owe(digest, "ada")

    sender.send_due(EIGHT + 20 * HOUR)

    assert state(delivery) == "queued"
    newer = make_digest(digest.date + dt.timedelta(days=1), status="ready")
    publish([newer], END + 24 * HOUR)
    assert (state(delivery), delivery.skip_reason) == ("skipped", "merged")


def test_nothing_is_sent_of_a_digest_that_is_not_closed(smtp, digest):
    owe(digest, "ada")
    type(digest).objects.update(status="collecting", published_at=None)

    sender.send_due(EIGHT)

    assert smtp.recipients == []


def test_a_killed_worker_leaves_its_mails_uncertain_and_the_sweep_says_so(smtp, digest):
    (delivery,) = owe(digest, "ada")
    claim_queue.due_queue(EIGHT).next_batch()

    sweep(EIGHT + 14 * MINUTE)
    assert state(delivery) == "sending"
    sweep(EIGHT + 16 * MINUTE)
    sweep(EIGHT + 16 * MINUTE)
    sender.send_due(EIGHT + 16 * MINUTE)

    assert state(delivery) == "uncertain"
    assert smtp.recipients == []


def test_a_slow_worker_that_comes_back_knows_better_than_the_sweep(smtp, digest):
    (delivery,) = owe(digest, "ada")
    group = claim_queue.due_queue(EIGHT).next_batch()
    sweep(EIGHT + 16 * MINUTE)

    with sender.Sender() as sending:
        sending.send_batch(group, EIGHT)

    assert state(delivery) == "sent"


def test_two_workers_never_claim_the_same_mail(digest):
    owe(digest, "ada", "lin", "kim")

    first, second = claim_queue.due_queue(EIGHT).next_batch(), claim_queue.due_queue(EIGHT).next_batch()

    assert len(first) == 3
    assert second == []


def test_sent_mails_are_recorded_in_one_statement_on_rows_that_are_still_ours(digest, django_assert_num_queries):
    mine, lost, bounced = owe(digest, "ada", "lin", "kim")
    mails, writer = claim_queue.due_queue(EIGHT).next_batch(), OutcomeWriter()
    Delivery.objects.filter(pk=lost.pk).update(claim="another")
    Delivery.objects.filter(pk=bounced.pk).update(status="bounced")
    for mail in mails:
        writer.add(mail, Outcome("sent", f"250 {mail.subscriber.email}"))

    with django_assert_num_queries(1):
        writer.flush()

    assert (state(mine), mine.reply, mine.sent_at) == ("sent", "250 ada@reader.test", EIGHT)
    assert (state(lost), lost.reply, lost.sent_at) == ("sending", "", None)
    assert (state(bounced), bounced.reply) == ("bounced", "250 kim@reader.test")


def test_a_mail_that_nobody_sent_for_a_week_is_given_up_with_a_reason(digest):
    (delivery,) = owe(digest, "ada")

    sweep(EIGHT + 24 * 8 * HOUR)

    assert (state(delivery), delivery.skip_reason) == ("skipped", "too_old")


# --- Providers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def postmark(settings, monkeypatch):
    """Postmark's API behind the real Anymail backend; `answer` is what the wire brings."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token"}
    settings.MAIL_CONNECTIONS = 1
    posted = []

    class Wire(requests.adapters.HTTPAdapter):
        answer = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m-1", "To": "ada@reader.test"}, {})

        def send(self, request, **kwargs):
            posted.append(json.loads(request.body))
            if isinstance(Wire.answer, Exception):
                raise Wire.answer
            status, body, headers = Wire.answer
            response = requests.Response()
            response.status_code, response.headers, response.request = status, headers, request
            response._content = (body if isinstance(body, str) else json.dumps(body)).encode()
            return response

    monkeypatch.setattr(requests.sessions, "HTTPAdapter", Wire)
    Wire.posted = posted
    return Wire


def test_a_provider_that_accepts_names_its_message(postmark, digest):
    (delivery,) = owe(digest, "ada")

    sender.send_due(EIGHT)

    assert (state(delivery), delivery.esp_message_id) == ("sent", "m-1")
    assert postmark.posted[0]["Metadata"] == {"delivery": delivery.public_id}


@pytest.mark.parametrize(
    ("answer", "status", "attempts"),
    [
        ((401, {"ErrorCode": 10, "Message": "bad token"}, {}), "retry", 0),
        ((500, {"ErrorCode": 500, "Message": "oops"}, {}), "retry", 1),
        ((504, "<html>", {}), "uncertain", 1),
        ((200, "<html>", {}), "uncertain", 1),
        (requests.ReadTimeout("after the request was sent"), "uncertain", 1),
        (requests.ConnectTimeout("no answer"), "retry", 0),
    ],
    ids=["unauthorized", "error", "gateway", "broken answer", "time-out", "no connection"],
)
def test_what_a_provider_says_decides(postmark, digest, answer, status, attempts):
    (delivery,) = owe(digest, "ada")
    postmark.answer = answer

    sender.send_due(EIGHT)

    assert (state(delivery), delivery.attempts) == (status, attempts)
    assert len(postmark.posted) == 1


def test_a_provider_that_asks_for_patience_gets_it(postmark, digest):
    deliveries = owe(digest, "ada", "lin")
    postmark.answer = (429, {"ErrorCode": 429, "Message": "slow down"}, {"Retry-After": "900"})

    sender.send_due(EIGHT)

    assert len(postmark.posted) == 1
    assert {state(delivery) for delivery in deliveries} == {"retry"}
    assert {delivery.retry_at for delivery in deliveries} == {EIGHT + 15 * MINUTE}
