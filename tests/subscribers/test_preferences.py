"""The preference centre: every form on it, by its link and without a password."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from subscribers import address_change, preferences, privacy, signed_links, unsubscribe
from subscribers.forms import local_today
from subscribers.models import MailRequest, Selection, Subscriber, Suppression
from subscribers.preferences import Preferences
from tests.factories import make_delivery, make_digest, make_repository, make_subscriber
from tests.subscribers.conftest import link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_subscriber("ada@example.org", time_zone="Europe/Berlin", minute=450, kinds=["merged"])


def page_of(subscriber):
    subscriber.refresh_from_db()
    return "/" + signed_links.preferences_url(subscriber).split("/", 3)[3]


def test_new_choices_are_saved_and_said_to_be(client, reader, filled_in):
    flashinfer = make_repository()
    chosen = {"repository_scope": "these", "repositories": [flashinfer.pk], "minute": "1170"}
    response = client.post(page_of(reader), filled_in | chosen, follow=True)
    reader.refresh_from_db()

    assert "Saved. Your next mail follows the new choices." in response.content.decode()
    assert (reader.selection.repositories, reader.hour) == ([flashinfer.pk], "19:30")


def test_saving_choices_undoes_nothing_that_came_meanwhile(reader):
    stale = Subscriber.objects.get()
    unsubscribe.unsubscribe(reader)
    Suppression.objects.suppress(reader.email, Suppression.Reason.COMPLAINT)

    preferences.save(stale, preferences.defaults_for("en"))
    reader.refresh_from_db()
    assert (reader.status, reader.suppressed, reader.hour) == ("unsubscribed", True, "08:30")

    privacy.erase(reader)
    preferences.save(stale, preferences.defaults_for("en"))
    assert not Subscriber.objects.exists()


def test_the_form_shows_what_is_saved(client):
    flashinfer, vllm = make_repository(), make_repository("vllm-project/vllm")
    page = client.get(page_of(make_subscriber(repositories=[vllm.pk]))).content.decode()

    assert f'value="{vllm.pk}" checked' in page
    assert f'value="{flashinfer.pk}" checked' not in page


def test_a_wrong_form_saves_nothing_and_keeps_what_was_typed(client, reader, filled_in):
    make_repository()
    response = client.post(page_of(reader), filled_in | {"repository_scope": "these", "minute": "1170"})
    reader.refresh_from_db()

    assert response.status_code == 422
    assert '<option value="1170" selected>' in response.content.decode()
    assert reader.minute == 450


def test_a_pause_holds_until_its_day_and_can_be_ended(client, reader):
    until = timezone.localdate() + timedelta(days=10)
    client.post(page_of(reader) + "pause/", {"until": until.isoformat()})
    reader.refresh_from_db()
    assert reader.paused_until == until
    client.post(page_of(reader) + "resume/")
    reader.refresh_from_db()

    assert reader.paused_until is None


@pytest.mark.parametrize(("days", "is_paused"), [(0, False), (1, True)])
def test_a_pause_that_is_over_is_not_told_as_one(client, reader, days, is_paused):
    reader.paused_until = local_today(reader) + timedelta(days=days)
    reader.save()
    text = client.get(page_of(reader)).content.decode()

    assert ("Paused: no mail before" in text) == ("Resume now" in text) == is_paused
    assert ("Pause a week" in text) != is_paused


@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_a_pause_of_some_weeks_is_one_click(client, reader, weeks):
    client.post(page_of(reader) + "pause/", {"weeks": weeks, "until": "", "catch_up": "on"})
    reader.refresh_from_db()

    assert reader.paused_until == local_today(reader) + timedelta(weeks=weeks)
    assert reader.catch_up


@pytest.mark.parametrize("weeks", ["3", "-1", "x"])
def test_a_pause_of_weeks_that_nobody_offers_is_refused(client, reader, weeks):
    assert client.post(page_of(reader) + "pause/", {"weeks": weeks}).status_code == 422


def test_quick_verbs_change_one_thing_and_are_offered_while_they_would(client, reader):
    page = client.get(page_of(reader)).content.decode()
    assert "Working days only" in page
    assert "Only key stories</button>" in page

    for verb in ("working-days", "key-stories"):
        assert client.get(page_of(reader) + f"{verb}/").status_code == 405
        client.post(page_of(reader) + f"{verb}/")
    reader.refresh_from_db()

    assert (reader.frequency, reader.selection.threshold) == ("workdays", "key")
    page = client.get(page_of(reader)).content.decode()
    assert "Working days only" not in page
    assert "Only key stories</button>" not in page


def test_the_last_mails_open_as_pages(client, reader):
    digest = make_digest(status="published", published_at=timezone.now())
    make_delivery(digest, reader, status="sent", sent_at=timezone.now())
    make_delivery(make_digest(digest.date + timedelta(days=1)), reader, status="skipped", skip_reason="paused")

    page = client.get(page_of(reader)).content.decode()

    assert page.count("/edition/") == 1


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2999-01-01"])
def test_a_pause_without_a_sensible_day_is_refused_in_words(client, reader, until):
    response = client.post(page_of(reader) + "pause/", {"until": until})

    assert response.status_code == 422
    assert "id_until_error" in response.content.decode()


def test_two_readers_who_move_to_one_address_at_once_do_not_both_get_it(client, reader, monkeypatch):
    reader.new_email = "new@example.org"
    reader.save()
    make_subscriber("new@example.org")
    monkeypatch.setattr(address_change, "_is_taken", lambda email, subscriber: False)  # as it was a moment ago

    response = client.post("/" + signed_links.new_address_url(reader).split("/", 3)[3])
    reader.refresh_from_db()

    assert (response.status_code, reader.email) == (409, "ada@example.org")
    assert page_of(reader) not in response.content.decode()


def test_an_address_moves_only_when_the_new_one_confirms_and_the_old_one_is_told(client, reader, post_office):
    page = page_of(reader)
    client.post(page + "address/", {"email": "ada@new.example.org"})
    to_new, to_old = post_office()
    url = link_in(to_new, "/new-address/")

    assert ([to_new.to], [to_old.to]) == ([["ada@new.example.org"]], [["ada@example.org"]])
    client.get(url)
    assert Subscriber.objects.get().email == "ada@example.org"
    client.post(url)
    assert Subscriber.objects.get().email == "ada@new.example.org"
    assert client.get(page).status_code == 404  # the old inbox holds that link
    assert client.post(url).status_code == 404


def test_whoever_has_the_old_address_can_keep_it_and_revoke_all_links(client, reader, post_office):
    page = page_of(reader)
    client.post(page + "address/", {"email": "thief@example.org"})
    to_new, _to_old = post_office()
    response = client.post(page + "address/keep/")

    assert client.get(response.url.split("#")[0]).status_code == 200
    assert client.get(page).status_code == 404
    assert client.post(link_in(to_new, "/new-address/")).status_code == 404
    assert Subscriber.objects.get().email == "ada@example.org"


def test_an_address_that_is_taken_is_answered_alike_and_gets_no_mail(client, reader, post_office):
    make_subscriber("grace@example.org")
    free = client.post(page_of(reader) + "address/", {"email": "free@example.org"})
    taken = client.post(page_of(reader) + "address/", {"email": "grace@example.org"})

    assert free.url == taken.url
    assert "grace@example.org" not in [message.to[0] for message in post_office()]


def test_an_export_holds_every_row_about_the_reader_and_no_keys(client, reader):
    reader.consents.create(requested_at=timezone.now(), wording="I ask", language="en")
    response = client.post(page_of(reader) + "data/")
    held = json.loads(response.content)

    assert held["subscriber"][0]["email"] == "ada@example.org"
    assert held["consent"][0]["wording"] == "I ask"
    chosen = {"repositories": [], "topics": [], "kinds": ["merged"], "threshold": "everything", "muted": []}
    assert held["choices"] == {"language": "en"} | chosen
    assert {"delivery", "deliveryevent", "mailrequest"} <= set(held)
    assert "id" not in held["subscriber"][0]
    assert "attachment" in response["Content-Disposition"]


def test_erasing_leaves_nothing_but_a_hash_where_it_was_asked_for(client, reader):
    page = page_of(reader)
    assert client.get(page + "erase/").status_code == 200
    assert Subscriber.objects.exists()
    client.post(page + "erase/", {"for_ever": "1"})

    assert not Subscriber.objects.exists()
    assert Suppression.objects.covers("ada@example.org")
    assert client.get(page).status_code == 404


def test_erasing_without_the_hash_lets_the_reader_come_back(client, reader):
    client.post(page_of(reader) + "erase/")

    assert not Subscriber.objects.exists()
    assert not Suppression.objects.exists()


def test_a_former_reader_comes_back_by_confirming_again(client, post_office):
    reader = make_subscriber(status="unsubscribed", confirmed_at=timezone.now())
    client.post(page_of(reader) + "come-back/")
    reader.refresh_from_db()
    assert reader.status == "pending"
    client.post(link_in(post_office()[0], "/confirm/"))
    reader.refresh_from_db()

    assert reader.status == "active"


def test_pages_by_link_are_kept_and_sent_on_by_nobody_and_set_no_cookie(client, reader):
    response = client.get(page_of(reader))

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_pages_by_link_speak_the_readers_language_until_they_choose_another(client):
    page = page_of(make_subscriber(language="zh-hans"))

    assert '<html lang="zh-Hans">' in client.get(page).content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get(page).content.decode()


@pytest.mark.parametrize(
    "path", ["/preferences/x/", "/preferences/%E5%AD%98/", "/confirm/abc/", "/u/nothing", "/new-address/x/"]
)
def test_a_broken_link_gets_a_page_that_helps(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "we send a fresh one" in response.content.decode()


def test_requests_for_mail_are_forgotten_when_no_cap_needs_them(client, filled_in):
    client.post("/", filled_in)
    privacy.purge(timezone.now() + timedelta(days=32))

    assert not MailRequest.objects.exists()


def test_a_row_with_a_zone_that_means_none_still_has_a_page(client):
    reader = make_subscriber(time_zone="Mars/Olympus")

    assert client.get(page_of(reader)).status_code == 200


def test_a_selection_that_is_only_looked_at_is_that_which_would_be_stored():
    chosen = Preferences("en", (2, 1), ("moe",), ("merged",), threshold="notable", muted=(["topic", "docs", ""],))
    looked_at, count = chosen.unsaved_selection(), Selection.objects.count()
    stored = chosen.selection()

    assert count == 0
    assert looked_at.pk is None
    assert sorted(looked_at.repositories) == stored.repositories
    for name in ("language", "topics", "kinds", "threshold", "muted"):
        assert getattr(looked_at, name) == getattr(stored, name)


def test_the_page_of_an_old_link_lets_its_own_form_be_taken(client, reader):
    """With no referrer at all a browser names the origin of the form `null`, which the CSRF check refuses."""
    response = client.get(page_of(reader).replace("/preferences/", "/preferences/x")[:-2] + "/")

    assert response.status_code == 404
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
