"""Whatever a provider does while several calls of one mail are in flight: at most one mail a reader,
and each row says why.
"""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from newsletter.models import Delivery, SendingState
from newsletter.sending import sender, thread_pool
from tests.newsletter.sending.esp_server import esp_server
from tests.newsletter.sending.mails_owed import (
    EIGHT,
    addresses,
    fates,
    owe_many,
    send_until_settled,
)

pytestmark = pytest.mark.django_db

READERS, CALLS = 24, 4

UNAUTHORIZED = (401, {"ErrorCode": 10, "Message": "bad token"}, {})
SLOW_DOWN = (429, {"ErrorCode": 429, "Message": "slow down"}, {"Retry-After": "900"})
ERROR = (500, {"ErrorCode": 500, "Message": "oops"}, {})
REFUSED = (422, {"ErrorCode": 300, "Message": "Invalid metadata content."}, {})


@pytest.fixture
def esp(settings):
    with esp_server() as server:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "token",
            "POSTMARK_API_URL": server.url,
            "REQUESTS_TIMEOUT": (1, 0.5),
        }
        settings.MAIL_CONNECTIONS, settings.MAIL_PER_CALL = CALLS, 1
        yield server


@pytest.fixture(autouse=True)
def owed():
    """Readers who are owed a mail at eight."""
    owe_many(READERS)


def assert_nobody_twice_and_nobody_forgotten(esp):
    assert max(Counter(esp.accepted).values()) == 1
    assert addresses("sent") <= set(esp.accepted) <= addresses("sent", "uncertain")
    assert sum(fates().values()) == READERS


def test_several_calls_are_in_flight_and_each_names_its_own_mail(esp):
    esp.seconds = 0.2  # long enough for four to meet, however busy the machine is

    sender.send_due(EIGHT)

    assert esp.together == CALLS
    assert sorted(esp.accepted) == sorted(addresses("sent"))
    named = Delivery.objects.values_list("subscriber__email", "esp_message_id")
    assert all(message_id == f"id of {address}" for address, message_id in named)


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        (UNAUTHORIZED, "sent"),
        (SLOW_DOWN, "sent"),
        (ERROR, "sent"),
        (REFUSED, "failed"),
        ("inactive", "failed"),
        ("broken", "uncertain"),
        ("drop before", "uncertain"),  # on our side nobody can tell it from the next
        ("drop", "uncertain"),
        ("hang", "uncertain"),
        ("drip", "uncertain"),
    ],
    ids=str,
)
@pytest.mark.parametrize("before", [0, 6], ids=["first call", "among others"])
def test_a_fault_meets_one_mail_and_all_others_are_taken(esp, monkeypatch, before, fault, fate):
    monkeypatch.setattr(thread_pool, "MAIL_TIMEOUT", 1)
    esp.faults = [None] * before + [fault]

    send_until_settled()

    assert fates() == Counter({"sent": READERS - (fate != "sent")}) + Counter({fate: int(fate != "sent")})
    assert_nobody_twice_and_nobody_forgotten(esp)


def test_a_refused_token_stops_all_calls_but_those_in_flight_and_costs_no_attempt(esp):
    esp.faults = [None] * 4 + [UNAUTHORIZED] * READERS

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "provider"
    assert esp.calls <= 4 + CALLS
    assert fates() == {"sent": 4, "retry": esp.calls - 4, "queued": READERS - esp.calls}
    assert set(Delivery.objects.exclude(status="sent").values_list("attempts", flat=True)) == {0}

    esp.faults.clear()
    send_until_settled()

    assert fates() == {"sent": READERS}
    assert sorted(esp.accepted) == sorted(set(esp.accepted))


def test_a_provider_that_asks_for_patience_is_asked_no_more_by_any_call(esp):
    esp.faults = [None] * 4 + [SLOW_DOWN] * READERS

    began = timezone.now()
    sender.send_due(EIGHT)

    assert esp.calls <= 4 + CALLS
    assert fates() == {"sent": 4, "retry": READERS - 4}
    assert not Delivery.objects.filter(retry_at__lt=began + dt.timedelta(seconds=900)).exists()
    assert SendingState.objects.row().stopped_at is None


def test_a_provider_that_takes_every_mail_and_never_says_so_gets_each_once_and_sending_stops(esp):
    esp.faults = ["hang"] * READERS

    sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "failures"
    assert fates()["uncertain"] >= 20
    assert set(esp.accepted) == addresses("uncertain")
    assert max(Counter(esp.accepted).values()) == 1


def test_a_provider_that_is_away_costs_no_attempt(esp, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}

    sender.send_due(EIGHT)

    assert set(Delivery.objects.values_list("status", "attempts")) == {("retry", 0)}
