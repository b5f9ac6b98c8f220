"""The caps on mails that anybody may ask for: by inbox, by network, and for all together."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from subscribers import throttle
from subscribers.models import MailRequest
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db
KIND = MailRequest.Kind


def ask(address="ada@reader.test", network="203.0.113.0/24", kind=KIND.CONFIRM):
    return throttle.allow(kind, address, network)


def move_back(span):
    for request in MailRequest.objects.all():
        MailRequest.objects.filter(pk=request.pk).update(created_at=request.created_at - span)


def test_a_first_request_is_stored_without_its_address():
    request = ask()

    assert MailRequest.objects.get() == request
    assert re.fullmatch("[0-9a-f]{128}", request.address_hash + request.inbox_hash)
    assert request.email == ""


def test_a_second_within_a_day_is_refused_and_leaves_no_row():
    ask()

    assert ask() is None
    assert MailRequest.objects.count() == 1


@pytest.mark.parametrize("address", ["ADA@reader.test", "ada+news@reader.test", "Ada+1+2@Reader.test"])
def test_other_spellings_are_the_same_inbox(address):
    ask()

    assert ask(address) is None


def test_gmail_ignores_dots_and_others_do_not():
    ask("a.da@gmail.com"), ask("a.da@reader.test")

    assert ask("ada@googlemail.com") is None
    assert ask("ada@reader.test") is not None


def test_a_day_later_the_inbox_may_be_asked_again_until_the_month_is_full():
    for _number in range(3):
        assert ask() is not None
        move_back(dt.timedelta(days=1, minutes=1))

    assert ask() is None
    move_back(dt.timedelta(days=30))
    assert ask() is not None


def test_kinds_are_counted_apart_for_one_inbox():
    ask()

    assert ask(kind=KIND.MANAGE) is not None


@pytest.mark.parametrize(("kind", "number"), [(KIND.MANAGE, 3), (KIND.OLD_ADDRESS, 5), (KIND.NEW_ADDRESS, 1)])
def test_each_kind_has_a_number_a_day(kind, number):
    answers = [ask(kind=kind) is not None for _number in range(number + 1)]

    assert answers == [True] * number + [False]


def test_every_kind_that_a_stranger_can_ask_for_has_a_cap():
    assert set(throttle.MAX_PER_INBOX) == set(KIND.values) - {KIND.TRACKED}


def test_notices_of_tracked_repositories_do_not_use_up_the_cap_of_all():
    now = timezone.now()
    MailRequest.objects.bulk_create(MailRequest(kind=KIND.TRACKED, created_at=now) for _number in range(60))

    assert ask("ada@reader.test") is not None


def test_a_network_has_a_number_an_hour_whatever_it_asks_for():
    answers = [ask(f"reader{number}@reader.test") is not None for number in range(21)]

    assert answers == [True] * 20 + [False]
    assert ask("another@reader.test", network="198.51.100.0/24") is not None


def test_requests_of_the_operator_have_no_network_to_fill():
    answers = [ask(f"reader{number}@reader.test", network="") is not None for number in range(25)]

    assert all(answers)


def test_everybody_together_has_a_number_a_minute():
    now = timezone.now()
    rows = [MailRequest(kind=KIND.MANAGE, inbox_hash=f"{number:064x}", created_at=now) for number in range(60)]
    MailRequest.objects.bulk_create(rows)

    assert ask() is None
    move_back(dt.timedelta(minutes=1, seconds=1))
    assert ask() is not None


def test_an_allowed_request_is_ordered_once_the_transaction_is_through(django_capture_on_commit_callbacks, monkeypatch):
    ordered = []
    monkeypatch.setattr(throttle.tasks.send_requested_mail, "delay", ordered.append)
    request = throttle.allow(KIND.MANAGE, "ada@reader.test", "", subscriber=make_subscriber())

    with django_capture_on_commit_callbacks(execute=True):
        throttle.enqueue(request)
        assert ordered == []
    assert ordered == [request.pk]


def test_a_mail_is_ordered_as_long_as_it_is_allowed(django_capture_on_commit_callbacks, monkeypatch):
    ordered = []
    monkeypatch.setattr(throttle.tasks.send_requested_mail, "delay", ordered.append)

    with django_capture_on_commit_callbacks(execute=True):
        answers = [throttle.request_mail(KIND.CONFIRM, "ada@reader.test", "") for _time in range(2)]

    assert answers == [True, False]
    assert ordered == [MailRequest.objects.get().pk]


def test_invitations_leave_half_of_the_caps_to_those_who_come_by_themselves(monkeypatch):
    monkeypatch.setattr(throttle, "MAX_IN_ALL", ((2, throttle.HOUR),))
    monkeypatch.setattr(throttle, "MAX_BEFORE_INVITATIONS", ((1, throttle.HOUR),))
    assert throttle.has_room_for_invitations()

    ask("ada@reader.test")

    assert not throttle.has_room_for_invitations()
    assert ask("bo@reader.test")


def test_notices_of_tracked_repositories_take_no_room_from_invitations(monkeypatch):
    monkeypatch.setattr(throttle, "MAX_BEFORE_INVITATIONS", ((1, throttle.HOUR),))
    MailRequest.objects.create(kind=KIND.TRACKED, created_at=timezone.now())

    assert throttle.has_room_for_invitations()
