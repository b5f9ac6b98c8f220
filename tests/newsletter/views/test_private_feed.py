"""A reader's own feed: what it tells, who may read it, and how its address ends."""

import pytest

from newsletter.views.feeds import feed_token
from subscribers.signed_links import preferences_url
from tests.factories import make_subscriber
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_subscriber("ada@example.org", topics=["moe"])


def feed(client, reader, form="json", **headers):
    return client.get(f"/feed/{feed_token(reader)}/feed.{form}", headers=headers)


def page_of(reader):
    return preferences_url(reader).removeprefix("http://127.0.0.1:8000") + "feed/"


def test_it_tells_what_the_reader_chose_and_names_nobody(client, reader):
    make_a_day()

    answer = feed(client, reader)

    assert "fp8_kernel" in answer.text
    assert "Skip-Softmax" not in answer.json()["items"][0]["content_html"]
    assert "ada@example.org" not in answer.text
    assert "/preferences/" not in answer.text


def test_it_is_kept_by_nobody_else_and_not_sent_again_while_it_is_the_same(client, reader):
    make_a_day()
    first = feed(client, reader)

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert feed(client, reader, **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_other_choices_make_another_feed_at_once(client, reader):
    make_a_day()
    first = feed(client, reader)
    reader.choose(topics=[])

    again = feed(client, reader, **{"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert "Skip-Softmax" in again.text
    assert again.json()["items"][0]["id"] == first.json()["items"][0]["id"]


def test_a_new_address_ends_the_old_one(client, reader):
    old = f"/feed/{feed_token(reader)}/feed.atom"
    assert client.get(old).status_code == 200

    client.post(page_of(reader), {"verb": "renew"})
    reader.refresh_from_db()

    assert client.get(old).status_code == 404
    assert feed(client, reader).status_code == 200


def test_revoking_all_links_ends_it(client, reader):
    old = f"/feed/{feed_token(reader)}/feed.json"
    reader.link_version += 1
    reader.save()

    assert client.get(old).status_code == 404


@pytest.mark.parametrize("status", ["pending", "unsubscribed"])
def test_who_is_not_active_has_no_feed(client, status):
    assert feed(client, make_subscriber(status=status)).status_code == 404


@pytest.mark.parametrize("text", ["", "x", "a" * 26, "../admin"])
def test_whatever_is_typed_for_a_token_is_not_found(client, text):
    assert client.get(f"/feed/{text}/feed.json").status_code == 404


def test_a_look_changes_nothing_and_the_page_shows_the_address(client, reader):
    shown = client.get(page_of(reader))

    assert f"/feed/{feed_token(reader)}/feed.atom" in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    reader.refresh_from_db()
    assert (reader.channel, reader.feed_version) == ("mail", 1)


def test_the_feed_instead_of_mails_and_back(client, reader):
    client.post(page_of(reader), {"verb": "feed"})
    assert "Send me mails again" in client.get(page_of(reader)).text

    client.post(page_of(reader), {"verb": "mail"})
    reader.refresh_from_db()
    assert reader.channel == "mail"


def test_the_address_of_the_feed_opens_no_choices(client, reader):
    assert client.get(f"/preferences/{feed_token(reader)}/feed/").status_code == 404


def test_a_verb_that_the_page_does_not_have_is_refused(client, reader):
    assert client.post(page_of(reader), {"verb": "erase"}).status_code == 400
