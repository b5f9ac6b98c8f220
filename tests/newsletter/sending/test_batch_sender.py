"""Calls are filled by number and by bytes, and whatever a provider does to one, nobody gets a mail twice."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from newsletter.deliveries.claim_queue import due_queue
from newsletter.models import Delivery, SendingState
from newsletter.sending import sender, thread_pool
from newsletter.sending.batch_calls.postmark import Postmark
from tests.newsletter.sending.batch_calls.providers import provider, sizes
from tests.newsletter.sending.mails_owed import EIGHT, addresses, fates, owe_many, send_until_settled

pytestmark = pytest.mark.django_db

READERS, PER_CALL = 22, 8
BOTH = pytest.mark.parametrize("name", ["postmark", "resend"])

UNAUTHORIZED = (401, {"message": "bad token"}, {})
SLOW_DOWN = (429, {"message": "slow down"}, {"Retry-After": "900"})
AWAY = (503, {"message": "maintenance"}, {})
REFUSED = (422, {"message": "one of these is wrong"}, {})


@pytest.fixture(autouse=True)
def owed():
    owe_many(READERS)


@pytest.fixture
def esp(settings, name):
    with provider(settings, name, MAIL_PER_CALL=PER_CALL) as server:
        yield server


@pytest.fixture
def in_turn(esp, settings):
    """One call after the other, so that it is known which of them meets a fault."""
    settings.MAIL_CONNECTIONS = 1


def assert_nobody_twice_and_nobody_forgotten(esp):
    assert max(Counter(esp.accepted).values(), default=1) == 1
    assert addresses("sent") <= set(esp.accepted) <= addresses("sent", "uncertain")
    assert sum(fates().values()) == READERS


@BOTH
def test_calls_are_full_but_for_the_last(in_turn, esp):
    sender.send_due(EIGHT)

    assert sizes(esp) == [8, 8, 6]
    assert sorted(esp.accepted) == sorted(addresses("sent"))


@BOTH
def test_each_row_has_its_own_answer(esp):
    sender.send_due(EIGHT)

    named = list(Delivery.objects.values_list("subscriber__email", "esp_message_id"))
    assert len(named) == READERS
    assert all(message_id == f"id of {address}" for address, message_id in named)


@BOTH
def test_one_reader_who_is_refused_costs_the_others_of_the_call_nothing(esp):
    esp.faults = ["reader3@reader.test"] * 3  # whichever call has that mail

    sender.send_due(EIGHT)

    assert addresses("failed") == {"reader3@reader.test"}
    assert addresses("sent") == set(esp.accepted)
    assert len(esp.accepted) == READERS - 1


@pytest.mark.parametrize("name", ["postmark"])
def test_calls_are_cut_by_bytes_too(in_turn, esp, monkeypatch):
    sender.send_due(EIGHT)
    (_path, size, mails, _headers) = esp.calls_seen[0]
    Delivery.objects.update(status="queued", attempts=0)
    esp.calls_seen.clear()
    monkeypatch.setattr(Postmark, "max_bytes", size * 5 // len(mails) + 20)

    sender.send_due(EIGHT)

    assert sizes(esp) == [5, 5, 5, 5, 2]
    assert all(size <= Postmark.max_bytes for _path, size, _mails, _headers in esp.calls_seen)


@pytest.mark.parametrize("name", ["postmark"])
def test_a_mail_larger_than_any_call_may_be_goes_alone(in_turn, esp, monkeypatch):
    monkeypatch.setattr(Postmark, "max_bytes", 10)

    sender.send_due(EIGHT)

    assert sizes(esp) == [1] * READERS
    assert {path for path, _bytes, _mails, _headers in esp.calls_seen} == {"/email"}
    assert fates() == {"sent": READERS}


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        (UNAUTHORIZED, "sent"),
        (SLOW_DOWN, "sent"),
        (AWAY, "sent"),
        (REFUSED, "sent"),  # for each of them alone is taken
        ("drop before", "uncertain"),  # on our side nobody can tell it from the next
        ("drop", "uncertain"),
        ("dies half-way", "uncertain"),
        ("dies with 500", "uncertain"),
        ("gateway", "uncertain"),
        ("hang", "uncertain"),
        ("broken", "uncertain"),
        ("torn", "uncertain"),
    ],
    ids=str,
)
@pytest.mark.parametrize("before", [0, 1], ids=["first call", "second call"])
@BOTH
def test_a_fault_meets_one_call_and_all_others_are_taken(in_turn, esp, monkeypatch, before, fault, fate):
    monkeypatch.setattr(thread_pool, "MAIL_TIMEOUT", 1)
    esp.faults = [None] * before + [fault]

    send_until_settled()

    lost = PER_CALL if fate == "uncertain" else 0
    assert fates() == Counter({"sent": READERS - lost}) + Counter({"uncertain": lost})
    assert_nobody_twice_and_nobody_forgotten(esp)


@pytest.mark.parametrize(("name", "known"), [("postmark", 4), ("resend", 0)])
def test_an_answer_that_speaks_of_half_leaves_the_rest_uncertain(in_turn, esp, known):
    esp.faults = ["half an answer"]

    send_until_settled()

    assert fates() == {"sent": READERS - PER_CALL + known, "uncertain": PER_CALL - known}
    assert_nobody_twice_and_nobody_forgotten(esp)


@BOTH
def test_what_was_refused_together_is_tried_again_one_by_one(in_turn, esp):
    esp.faults = [REFUSED]

    send_until_settled()

    assert sizes(esp)[:3] == [8, 8, 6]
    assert sizes(esp)[3:] == [1] * 8
    assert fates() == {"sent": READERS}


@BOTH
def test_a_provider_that_asks_for_patience_is_asked_no_more(esp):
    esp.faults = [SLOW_DOWN] * READERS

    began = timezone.now()
    sender.send_due(EIGHT)

    assert esp.calls <= 3
    assert fates() == {"retry": READERS}
    assert not Delivery.objects.filter(retry_at__lt=began + dt.timedelta(seconds=900)).exists()
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}


@BOTH
def test_a_refused_token_stops_sending_and_costs_no_attempt(esp):
    esp.faults = [UNAUTHORIZED] * READERS

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "provider"
    assert esp.accepted == []
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}


@BOTH
def test_a_provider_that_never_answers_gets_each_once_and_sending_stops(esp):
    esp.faults = ["drop"] * READERS

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "failures"
    assert set(esp.accepted) == addresses("uncertain")
    assert_nobody_twice_and_nobody_forgotten(esp)


@BOTH
def test_a_mail_that_cannot_be_encoded_holds_up_nobody(esp, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"SEND_DEFAULTS": {"tags": ["one", "two"], "merge_data": {"x": {"a": 1}}}}

    sender.send_due(EIGHT)

    assert fates()["failed"] >= 20
    assert esp.accepted == []


@BOTH
def test_what_is_gathered_when_the_time_is_over_is_released(esp):
    with sender.new_sender() as sending:
        sending.send_batch(due_queue(EIGHT, sending.claim_size).next_batch(), EIGHT)
        sending.ends = 0

    assert sizes(esp) in ([8], [8, 8])  # the second call may have left, or not
    assert fates() == {"sent": len(esp.accepted), "queued": READERS - len(esp.accepted)}
    assert addresses("sent") == set(esp.accepted)


def break_after(sending, batch):
    sending.send_batch(batch, EIGHT)
    raise ZeroDivisionError


@pytest.mark.parametrize("name", ["postmark"])
def test_what_is_gathered_when_the_sender_breaks_is_released(esp):
    with pytest.raises(ZeroDivisionError), sender.new_sender() as sending:
        break_after(sending, due_queue(EIGHT, sending.claim_size).next_batch())

    assert sizes(esp) in ([8], [8, 8])  # the second call may have left, or not
    assert set(esp.accepted) == addresses("sent")
    assert fates() == {"sent": len(esp.accepted), "queued": READERS - len(esp.accepted)}


@pytest.mark.parametrize("name", ["postmark"])
def test_a_lone_mail_goes_by_the_call_for_one(esp):
    Delivery.objects.exclude(subscriber__email="reader0@reader.test").delete()

    sender.send_due(EIGHT)

    assert [path for path, _bytes, _mails, _headers in esp.calls_seen] == ["/email"]
    assert addresses("sent") == {"reader0@reader.test"}


@pytest.mark.parametrize("name", ["postmark"])
def test_with_a_limit_a_call_has_no_more_than_a_second_and_each_waits_for_its_own(in_turn, esp, settings):
    settings.MAIL_RATE_PER_SECOND = 11

    with sender.new_sender() as sending:
        places = []
        acquire = sending.rate_limiter.acquire
        sending.rate_limiter.acquire = lambda ready: places.append(ready) or min(acquire(ready), 0)
        sending.send_from(due_queue(EIGHT, sending.claim_size))

    assert sending.per_call == PER_CALL
    assert sending.rate_limiter.interval == pytest.approx(PER_CALL / 11, rel=0.05)
    assert sizes(esp) == [8, 8, 6]
    assert len(places) == 3
