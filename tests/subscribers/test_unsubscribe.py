"""Unsubscribing: by page, by header, twice, by nobody's accident, and back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from subscribers import privacy, signed_links
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader():
    return make_subscriber("ada@example.org")


def link_of(subscriber):
    return "/" + signed_links.unsubscribe_url(subscriber).split("/", 3)[3]


def status_of(subscriber):
    subscriber.refresh_from_db()
    return subscriber.status


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_opens_the_link_unsubscribes_nobody(client, reader, method):
    getattr(client, method)(link_of(reader))

    assert status_of(reader) == "active"


def test_the_page_asks_once_and_the_button_unsubscribes(client, reader):
    assert "Unsubscribe?" in client.get(link_of(reader)).content.decode()
    response = client.post(link_of(reader))

    assert "You are unsubscribed" in response.content.decode()
    assert status_of(reader) == "unsubscribed"


def test_one_click_needs_no_cookie_no_session_and_no_referer(reader):
    bare = Client(enforce_csrf_checks=True)
    response = bare.post(link_of(reader), ONE_CLICK)

    assert (response.status_code, response.content) == (200, b"")
    assert status_of(reader) == "unsubscribed"


def test_one_click_answers_200_twice_and_after_the_reader_was_erased(client, reader):
    link = link_of(reader)
    first = client.post(link, ONE_CLICK)
    left_at = (reader.refresh_from_db(), reader.unsubscribed_at)[1]
    second = client.post(link, ONE_CLICK)
    reader.refresh_from_db()

    assert (first.status_code, second.status_code) == (200, 200)
    assert reader.unsubscribed_at == left_at
    privacy.erase(reader)
    assert client.post(link, ONE_CLICK).status_code == 200


def test_raising_the_link_version_leaves_the_unsubscribe_link_good(client, reader):
    link = link_of(reader)
    reader.link_version += 1
    reader.save()

    assert client.post(link, ONE_CLICK).status_code == 200
    assert status_of(reader) == "unsubscribed"


def test_undo_works_for_a_day_and_then_no_more(client, reader):
    link = link_of(reader)
    client.post(link)
    client.post(link + "/undo/")
    assert status_of(reader) == "active"
    client.post(link)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert "Undo" not in client.get(link).content.decode()
        client.post(link + "/undo/")

    assert status_of(reader) == "unsubscribed"


def test_undo_makes_no_reader_of_who_never_confirmed(client):
    asked = make_subscriber(status="pending")
    client.post(link_of(asked))
    client.post(link_of(asked) + "/undo/")

    assert status_of(asked) == "unsubscribed"


def test_the_choices_stay_with_who_left(client):
    reader = make_subscriber(topics=["attention"])
    client.post(link_of(reader))
    reader.refresh_from_db()

    assert reader.selection.topics == ["attention"]
