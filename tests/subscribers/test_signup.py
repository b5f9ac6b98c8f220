"""Double opt-in: asked, mailed once, confirmed by a button, and on record."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from subscribers import preferences, privacy, signup, tasks, unsubscribe
from subscribers.models import Consent, MailRequest, Subscriber, Suppression
from tests.factories import make_repository, make_subscriber, make_topic
from tests.subscribers.conftest import link_in

pytestmark = pytest.mark.django_db


def page_text(response):
    """The page as a reader compares it: without the CSRF token and the nonce, which differ each time, and the address
    that they wrote themselves."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"|\w+@example\.org', "", response.content.decode())


def test_a_sign_up_is_pending_until_the_button_in_the_mail_is_pressed(client, filled_in, post_office):
    client.post("/", filled_in, HTTP_USER_AGENT="Firefox", REMOTE_ADDR="203.0.113.7")
    [message] = post_office()
    subscriber = Subscriber.objects.get()
    url = link_in(message, "/confirm/")

    assert (subscriber.status, message.to) == ("pending", ["ada@example.org"])
    assert b"ada@example.org" in client.get(url).content
    assert Subscriber.objects.get().status == "pending"  # looking changes nothing
    client.post(url, REMOTE_ADDR="203.0.113.8")
    assert Subscriber.objects.get().status == "active"


def test_the_consent_keeps_when_from_where_and_to_which_wording(client, filled_in, post_office):
    client.post("/", filled_in, HTTP_USER_AGENT="Firefox", REMOTE_ADDR="203.0.113.7")
    client.post(link_in(post_office()[0], "/confirm/"), REMOTE_ADDR="203.0.113.8")
    consent = Consent.objects.get()

    assert (consent.request_ip, consent.user_agent, consent.confirm_ip) == ("203.0.113.7", "Firefox", "203.0.113.8")
    assert consent.wording.startswith("I ask AI Infra Daily to write to this address")
    assert consent.requested_at < consent.confirmed_at


def test_what_was_chosen_is_what_is_stored(client, filled_in, post_office):
    flashinfer, attention = make_repository(), make_topic("attention")
    chosen = {
        "repository_scope": "these",
        "repositories": [flashinfer.pk],
        "topic_scope": "these",
        "topics": ["attention"],
    }
    client.post("/", filled_in | chosen | {"language": "zh-hans"})
    post_office()
    subscriber = Subscriber.objects.get()

    assert subscriber.selection.repositories == [flashinfer.pk]
    assert subscriber.selection.topics == [attention.slug]
    assert subscriber.selection.kinds == ["issues", "merged", "releases"]
    assert (subscriber.language, subscriber.time_zone, subscriber.minute) == ("zh-hans", "Europe/Berlin", 450)


def test_all_is_stored_empty_so_that_later_ones_are_meant_too(client, filled_in, post_office):
    make_repository()
    client.post("/", filled_in | {"kinds": ["merged", "issues", "releases", "opened", "interface"]})
    post_office()
    selection = Subscriber.objects.get().selection

    assert (selection.repositories, selection.topics, selection.kinds) == ([], [], [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": "ada.example.org"}, "This address is not complete"),
        ({"email": ""}, "Write your address"),
        ({"email": "a@example.org, b@example.org"}, "This address is not complete"),
        ({"repository_scope": "these"}, "Tick at least one repository"),
        ({"topic_scope": "these"}, "Tick at least one topic"),
        ({"topics": ["attention"]}, "You chose all and ticked some"),
        ({"kinds": []}, "Tick at least one kind"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, filled_in, change, message):
    make_repository()
    make_topic("attention")
    response = client.post("/", filled_in | change)
    page = response.content.decode()

    assert response.status_code == 422
    assert page.count(message) == 2  # in the summary and at the field
    assert (change.get("email") or "") in page
    assert not Subscriber.objects.exists()


def test_the_answer_is_the_same_for_every_address(client, filled_in):
    make_subscriber("active@example.org")
    make_subscriber("pending@example.org", status="pending")
    make_subscriber("gone@example.org", status="unsubscribed")
    Suppression.objects.suppress("never@example.org", "complaint")
    kinds = ("new", "active", "pending", "gone", "never")
    answers = [client.post("/", filled_in | {"email": f"{kind}@example.org"}, follow=True) for kind in kinds]

    assert {(answer.status_code, page_text(answer), str(answer.redirect_chain)) for answer in answers} == {
        (200, page_text(answers[0]), str(answers[0].redirect_chain))
    }


def test_a_reader_who_signs_up_again_gets_the_link_to_their_choices_and_keeps_them(client, filled_in, post_office):
    reader = make_subscriber("ada@example.org", language="zh-hans")
    client.post("/", filled_in | {"email": "ADA@Example.org"})
    [message] = post_office()
    reader.refresh_from_db()

    assert client.get(link_in(message, "/preferences/")).status_code == 200
    assert (reader.status, reader.language) == ("active", "zh-hans")


def test_a_suppressed_address_is_never_written_to(client, filled_in, post_office):
    Suppression.objects.suppress("ada@example.org", "hard_bounce")
    client.post("/", filled_in)

    assert post_office() == []
    assert not Subscriber.objects.exists()


def test_a_thousand_sign_ups_for_one_address_make_one_mail(client, filled_in, post_office):
    for number in range(30):
        client.post("/", filled_in, REMOTE_ADDR=f"198.51.{number}.1")

    assert len(post_office()) == 1


def test_the_next_day_the_address_may_be_asked_again(client, filled_in, post_office):
    with time_machine.travel("2026-02-19 12:00", tick=False) as clock:
        client.post("/", filled_in)
        clock.shift(timedelta(days=1, minutes=1))
        client.post("/", filled_in)

    assert len(post_office()) == 2


def test_one_network_cannot_flood_many_addresses(client, filled_in, post_office):
    for number in range(30):
        client.post("/", filled_in | {"email": f"{number}@example.org"}, REMOTE_ADDR=f"203.0.113.{number}")

    assert len(post_office()) == Subscriber.objects.count() == MailRequest.objects.count() == 20


def test_all_networks_together_have_a_cap_too(client, filled_in):
    for number in range(70):
        client.post("/", filled_in | {"email": f"{number}@example.org"}, REMOTE_ADDR=f"10.{number}.0.1")

    assert MailRequest.objects.count() == 60


def test_who_fills_in_the_trap_gets_the_same_answer_and_no_mail(client, filled_in):
    response = client.post("/", filled_in | {"website": "https://spam.example"})

    assert response.url == "/asked/"
    assert not MailRequest.objects.exists()


def test_a_form_from_another_site_is_refused(filled_in):
    from_elsewhere = Client(enforce_csrf_checks=True)

    assert from_elsewhere.post("/", filled_in).status_code == 403


def test_who_never_confirmed_is_forgotten_after_a_week(client, filled_in, post_office):
    client.post("/", filled_in)
    url = link_in(post_office()[0], "/confirm/")
    privacy.purge(timezone.now() + timedelta(days=6))
    assert Subscriber.objects.exists()
    privacy.purge(timezone.now() + timedelta(days=8))

    assert not Subscriber.objects.exists()
    assert client.get(url).status_code == client.post(url).status_code == 404


def test_a_former_reader_who_does_not_confirm_is_unsubscribed_again_and_not_forgotten(client, filled_in):
    reader = make_subscriber("ada@example.org", status="unsubscribed", confirmed_at=timezone.now())
    client.post("/", filled_in)
    privacy.purge(timezone.now() + timedelta(days=8))
    privacy.purge(timezone.now() + timedelta(days=8))
    reader.refresh_from_db()

    assert reader.status == "unsubscribed"


def test_a_confirmation_link_does_not_bring_back_who_left_since(client, filled_in, post_office):
    client.post("/", filled_in)
    url = link_in(post_office()[0], "/confirm/")
    client.post(url)
    unsubscribe.unsubscribe(Subscriber.objects.get())

    assert client.post(url).status_code == 410
    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_link_confirms_once_and_then_shows_nothing_more(client, filled_in, post_office):
    client.post("/", filled_in)
    url = link_in(post_office()[0], "/confirm/")
    client.post(url)
    first = Consent.objects.get().confirmed_at

    assert {client.get(url).status_code, client.post(url).status_code} == {410}
    assert "ada@example.org" not in client.get(url).text
    assert Consent.objects.get().confirmed_at == first


def test_a_lost_link_is_sent_again_to_who_is_known_with_one_answer_for_all(client, post_office):
    make_subscriber("ada@example.org")
    known = client.post("/fresh-link/", {"email": "ada@example.org"})
    unknown = client.post("/fresh-link/", {"email": "nobody@example.org"})
    [message] = post_office()

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/asked/")
    assert client.get(link_in(message, "/preferences/")).status_code == 200


def test_a_mail_that_failed_is_tried_again_by_the_sweep(client, filled_in, settings, monkeypatch):
    client.post("/", filled_in)
    request = MailRequest.objects.get()
    rung = []
    monkeypatch.setattr(tasks.send_requested_mail, "delay", rung.append)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(ConnectionRefusedError):
            tasks.send_requested_mail(request.pk)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert tasks.sweep() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert tasks.sweep() == 0

    assert rung == [request.pk]


def refuse(*_args):
    raise ConnectionRefusedError


def test_a_mail_is_sent_once_however_often_its_task_runs(client, filled_in, mailoutbox):
    client.post("/", filled_in)
    for _time in range(2):
        tasks.send_requested_mail(MailRequest.objects.get().pk)

    assert len(mailoutbox) == 1


def test_what_is_wrong_is_listed_in_the_order_of_the_page(client, filled_in):
    answer = client.post("/", filled_in | {"repository_scope": "these", "kinds": [], "email": "abc"})

    fields = re.findall(r'<li><a href="#id_(\w+)">', answer.content.decode())
    assert fields == ["repositories", "kinds", "email"]


def test_who_is_invited_confirms_as_any_other_and_the_source_is_on_record(client, post_office):
    asked = preferences.defaults_for("en")

    assert signup.invite("ada@reader.test", asked, "fair in Berlin") is True
    [message] = post_office()
    client.post(link_in(message, "/confirm/"), REMOTE_ADDR="203.0.113.8")

    consent = Consent.objects.get()
    assert Subscriber.objects.get().status == "active"
    assert (consent.source, consent.request_ip, consent.confirm_ip) == ("fair in Berlin", None, "203.0.113.8")
    assert signup.invite("ada@reader.test", asked, "fair in Berlin") is False
