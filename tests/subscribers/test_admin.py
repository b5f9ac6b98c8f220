"""The operator's pages for readers and for addresses that are never mailed."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from subscribers import tasks
from subscribers.forms import local_today
from subscribers.models import Consent, MailRequest, Subscriber, Suppression
from subscribers.models.suppression import address_hash
from subscribers.mutes import REPOSITORY, TOPIC, Mute
from tests.factories import make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

ROWS = "/admin/subscribers/subscriber/"
SUPPRESSIONS = "/admin/subscribers/suppression/"
CHOICES = {
    "repository_scope": "all",
    "topic_scope": "all",
    "kinds": ["merged", "issues", "releases", "opened", "interface"],
    "language": "en",
    "time_zone": "UTC",
    "minute": 480,
    "frequency": "daily",
}
NO_ROWS = {f"{name}-{count}_FORMS": 0 for name in ("consents", "deliveries") for count in ("TOTAL", "INITIAL")}


def page(subscriber):
    return reverse("admin:subscribers_subscriber_change", args=[subscriber.pk])


def save(client, subscriber, **changed):
    return client.post(page(subscriber), CHOICES | NO_ROWS | changed)


def act(client, name, *subscribers):
    data = {"action": name, "_selected_action": [row.pk for row in subscribers]}
    return client.post(ROWS, data, follow=True).text


def test_a_readers_choices_are_saved_as_a_selection_that_others_may_share(admin_client):
    ours, other = make_repository(), make_repository("vllm-project/vllm")
    make_topic("attention")
    ada, bob = make_subscriber(repositories=[other.pk]), make_subscriber()
    before = ada.selection

    changed = {"repository_scope": "these", "repositories": [ours.pk], "topic_scope": "these", "topics": ["attention"]}
    for reader in (ada, bob):
        response = save(
            admin_client,
            reader,
            **changed,
            kinds=["merged"],
            language="zh-hans",
            time_zone="Asia/Shanghai",
            minute=450,
            paused_until="2026-03-01",
        )
        assert response.status_code == 302, response.context["errors"]

    ada, bob = Subscriber.objects.get(pk=ada.pk), Subscriber.objects.get(pk=bob.pk)
    assert ada.selection == bob.selection != before
    assert (ada.selection.repositories, ada.selection.topics) == ([ours.pk], ["attention"])
    assert (ada.selection.kinds, ada.language) == (["merged"], "zh-hans")
    assert (ada.time_zone, ada.hour, ada.paused_until) == ("Asia/Shanghai", "07:30", dt.date(2026, 3, 1))
    before.refresh_from_db()
    assert before.repositories == [other.pk]


def test_all_means_later_ones_too(admin_client):
    reader = make_subscriber(repositories=[make_repository().pk], kinds=["merged"])

    save(admin_client, reader)

    selection = Subscriber.objects.get(pk=reader.pk).selection
    assert (selection.repositories, selection.topics, selection.kinds) == ([], [], [])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"repository_scope": "these"}, "Tick at least one repository, or choose all."),
        ({"topic_scope": "these"}, "Tick at least one topic, or choose all."),
        ({"topics": ["attention"]}, "You chose all and ticked some"),
        ({"kinds": []}, "Tick at least one kind of news."),
    ],
)
def test_what_is_not_clear_is_asked_and_nothing_is_saved(admin_client, changed, told):
    make_topic("attention")
    reader = make_subscriber(kinds=["issues"])

    assert told in save(admin_client, reader, **changed).text
    assert Subscriber.objects.get(pk=reader.pk).selection == reader.selection


def test_what_is_no_longer_offered_stays_ticked(admin_client):
    gone = make_repository(is_active=False)
    reader = make_subscriber(repositories=[gone.pk], time_zone="Etc/GMT+5", minute=437)

    text = admin_client.get(page(reader)).text
    save(
        admin_client,
        reader,
        repository_scope="these",
        repositories=[gone.pk],
        time_zone="Etc/GMT+5",
        minute=437,
    )

    reader = Subscriber.objects.get(pk=reader.pk)
    assert "07:17" in text
    assert (reader.selection.repositories, reader.time_zone, reader.minute) == ([gone.pk], "Etc/GMT+5", 437)


def test_nobody_is_added_without_a_proof_and_the_proof_is_read_only(admin_client):
    reader = make_subscriber()
    Consent.objects.create(
        subscriber=reader, requested_at=reader.confirmed_at, wording="I ask for it.", language="en", request_ip="::1"
    )

    text = admin_client.get(page(reader)).text

    assert admin_client.get(f"{ROWS}add/").status_code == 403
    assert "I ask for it." in text
    assert 'name="consents-0-wording"' not in text
    assert 'name="email"' not in text


def test_a_reader_is_suppressed_and_the_suppression_is_lifted(admin_client):
    reader = make_subscriber("ada@example.org")

    told = act(admin_client, "suppress", reader)
    assert "Never mailed again: ada@example.org." in told
    assert Suppression.objects.covers("ADA@example.org")
    assert "by the operator" in admin_client.get(page(reader)).text

    act(admin_client, "lift", reader)
    assert not Suppression.objects.exists()
    assert Subscriber.objects.get(pk=reader.pk).suppressed is False


def test_unsubscribing_leaves_alone_who_has_left(admin_client):
    reader, gone = make_subscriber(), make_subscriber(status="unsubscribed")

    told = act(admin_client, "unsubscribe", reader, gone)

    assert f"Unsubscribed: {reader.email}." in told
    assert "Nothing to do for 1 reader." in told
    assert Subscriber.objects.get(pk=reader.pk).unsubscribed_at is not None
    assert Subscriber.objects.get(pk=gone.pk).unsubscribed_at is None


def test_a_fresh_link_is_mailed_to_whoever_proved_the_address(
    admin_client, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.send_requested_mail, "delay", tasks.send_requested_mail.run)
    reader = make_subscriber("ada@example.org")
    pending, suppressed = make_subscriber(status="pending"), make_subscriber(suppressed=True)

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, "mail_link", reader, pending, suppressed)

    assert "A fresh link is on its way to ada@example.org." in told
    assert "Nothing to do for 2 readers." in told
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert "/preferences/" in mail.outbox[0].body


def test_the_caps_hold_for_the_operator_too(admin_client):
    reader = make_subscriber()
    for _time in range(3):
        act(admin_client, "mail_link", reader)

    assert "Nothing to do for 1 reader." in act(admin_client, "mail_link", reader)
    assert MailRequest.objects.count() == 3


def test_erasing_asks_first_and_leaves_no_address_behind(admin_client):
    reader = make_subscriber("ada@example.org")
    Consent.objects.create(subscriber=reader, requested_at=reader.confirmed_at, wording="Yes.", language="en")
    act(admin_client, "suppress", reader)
    save(admin_client, reader)

    asked = act(admin_client, "delete_selected", reader)
    assert "Are you sure" in asked
    assert Subscriber.objects.filter(pk=reader.pk).exists()
    admin_client.post(f"{ROWS}{reader.pk}/delete/", {"post": "yes"})

    assert not Subscriber.objects.exists()
    assert not Consent.objects.exists()
    assert Suppression.objects.covers("ada@example.org")
    told = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    assert len(told) == 3
    assert not any("ada@example.org" in line for line in told)


def test_an_address_is_suppressed_by_hand_and_found_by_typing_it(admin_client):
    reader = make_subscriber("ada@example.org")

    admin_client.post(f"{SUPPRESSIONS}add/", {"email": "Ada@example.org", "note": "asked by letter"})

    stored = Suppression.objects.get()
    assert (stored.address_hash, stored.reason) == (address_hash("ada@example.org"), "manual")
    assert Subscriber.objects.get(pk=reader.pk).suppressed
    assert "asked by letter" in admin_client.get(SUPPRESSIONS, {"q": "ada@EXAMPLE.org"}).text
    assert "asked by letter" not in admin_client.get(SUPPRESSIONS, {"q": "bob@example.org"}).text


def test_a_second_suppression_keeps_the_first_reason(admin_client):
    Suppression.objects.suppress("ada@example.org", Suppression.Reason.COMPLAINT)

    admin_client.post(f"{SUPPRESSIONS}add/", {"email": "ada@example.org", "note": "again"})

    assert Suppression.objects.get().reason == "complaint"


def test_deleting_a_suppression_lets_its_reader_be_mailed_again_even_after_the_key_changed(admin_client, settings):
    reader = make_subscriber("ada@example.org")
    Suppression.objects.suppress("ada@example.org", Suppression.Reason.HARD_BOUNCE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    admin_client.logout()
    admin_client.force_login(get_user_model().objects.get())

    admin_client.post(f"{SUPPRESSIONS}{Suppression.objects.get().pk}/delete/", {"post": "yes"})

    assert not Suppression.objects.exists()
    assert not Subscriber.objects.get(pk=reader.pk).suppressed


def test_the_list_of_readers_asks_as_many_queries_for_many_as_for_few(admin_client):
    make_subscriber(repositories=[1])
    with CaptureQueriesContext(connection) as few:
        admin_client.get(ROWS)
    for number in range(5):
        make_subscriber(topics=[f"topic-{number}"])
    with CaptureQueriesContext(connection) as many:
        assert admin_client.get(ROWS).status_code == 200

    assert len(many) == len(few) < 20


def test_the_page_of_a_reader_says_what_they_muted_and_until_when(admin_client):
    make_topic("moe")
    today = timezone.localdate()
    until, over = today + dt.timedelta(days=5), today - dt.timedelta(days=5)
    ours = make_repository("vllm-project/vllm")
    muted = [Mute(REPOSITORY, ours.pk, until), Mute(TOPIC, "moe"), Mute(TOPIC, "gone", over)]

    shown = admin_client.get(page(make_subscriber(muted=muted))).text

    assert f"vllm-project/vllm until {until}, Moe for good" in shown
    assert "gone" not in shown


def test_saving_a_reader_keeps_what_they_muted(admin_client):
    make_topic("moe")
    reader = make_subscriber(muted=[Mute(TOPIC, "moe")])
    save(admin_client, reader, language="zh-hans")
    reader.refresh_from_db()

    assert reader.selection.language == "zh-hans"
    assert reader.selection.muted == [["topic", "moe", ""]]


@pytest.mark.parametrize(("days", "told"), [(0, False), (1, True)])
def test_the_list_tells_of_a_pause_until_it_is_over(admin_client, days, told):
    reader = make_subscriber("ada@example.org")
    reader.paused_until = local_today(reader) + dt.timedelta(days=days)
    reader.save()
    page = admin_client.get("/admin/subscribers/subscriber/").content.decode()

    assert (f"paused until {reader.paused_until}" in page) == told
