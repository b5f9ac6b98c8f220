"""A link opens what it was made for and no more; revoked, moved or erased, an old one does nothing but unsubscribe."""

import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editions.links import edition_url, mail_latest_path
from subscribers import address_change, privacy, signed_links
from subscribers.models import Subscriber
from subscribers.signed_links import read_token, token
from tests.factories import make_delivery, make_digest, make_statement, make_subscriber

pytestmark = pytest.mark.django_db

LINK = re.compile(r"/(u|confirm|preferences|new-address|mute|edition|latest)/[A-Za-z0-9_-]{26}")
OLD, NEW = "ada@old.example.org", "ada@new.example.org"


@pytest.fixture
def digest():
    digest = make_digest(status="published", published_at="2026-02-20T00:00Z")
    make_statement(digest, texts={"en": ("Faster", "")})
    return digest


@pytest.fixture
def reader():
    return make_subscriber(OLD, new_email=NEW)


def links_of(reader, digest):
    """One of each purpose, as they stood in mails and on pages of before."""
    consent = reader.consents.create(requested_at=timezone.now(), wording="I ask", language="en")
    links = {
        "preferences": signed_links.preferences_url(reader),
        "confirm": signed_links.confirm_url(reader),
        "new-address": signed_links.new_address_url(reader),
        "mute": signed_links.mute_url(reader),
        "latest": mail_latest_path(reader),
        "edition": edition_url(make_delivery(digest, reader, status="sent")),
        "u": signed_links.unsubscribe_url(reader),
    }
    consent.confirmed_at = timezone.now()
    consent.save()
    return {purpose: "/" + url.removeprefix("http://").split("/", 1)[1] for purpose, url in links.items()}


def keep(reader):
    address_change.keep_address(reader)


def move(reader):
    assert address_change.confirm_new_address(reader)


def erase(reader):
    privacy.erase(reader)


PURPOSES = ["preferences", "confirm", "new-address", "mute", "latest", "edition", "u"]


@pytest.mark.parametrize("happens", [keep, move, erase])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_old_link_yields_one_of_another_purpose_or_an_address(client, digest, reader, purpose, happens):
    link = links_of(reader, digest)[purpose]
    happens(reader)

    pages = [client.get(link), client.post(link), client.get(link)]

    text = "".join(page.text for page in pages)
    assert {found for found in LINK.findall(text) if found != purpose} == set()
    assert [address for address in (OLD, NEW) if address in text] == []
    if purpose != "u":
        assert {page.status_code for page in pages} <= {404, 405, 410}


@pytest.mark.parametrize("purpose", ["confirm", "new-address", "mute", "latest", "edition", "u"])
def test_no_link_that_is_still_good_yields_the_one_to_the_choices(client, digest, reader, purpose):
    link = links_of(reader, digest)[purpose]

    text = "".join(page.text for page in (client.get(link), client.post(link), client.get(link)))

    assert "/preferences/" not in text
    assert OLD not in text


def test_a_first_confirmation_yields_no_link_to_the_choices_either(client, digest):
    pending = make_subscriber(OLD, status="pending")
    pending.consents.create(requested_at=timezone.now(), wording="I ask", language="en")
    link = "/" + signed_links.confirm_url(pending).removeprefix("http://").split("/", 1)[1]

    response = client.post(link)

    assert Subscriber.objects.get().status == "active"
    assert set(LINK.findall(response.text)) <= {"latest"}


def test_after_leaving_the_unsubscribe_page_leads_to_a_fresh_link_and_no_further(client, digest, reader):
    link = links_of(reader, digest)["u"]
    pages = [client.get(link), client.post(link), client.post(link + "/undo/")]

    assert all("/fresh-link/" in page.text for page in pages)
    assert not any(OLD in page.text or "/preferences/" in page.text for page in pages)


def test_links_of_before_there_were_versions_are_still_good(client, digest, reader):
    row = make_delivery(digest, reader, status="sent")

    assert client.get(f"/edition/{token(row.public_id, 'edition')}/").status_code == 200
    assert client.post(f"/latest/{token(reader.public_id, 'latest')}/").status_code == 200


WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=12, max_size=12)
NAMES = st.sampled_from(["unsubscribe", "preferences", "confirm", "new_address", "latest", "edition"])
VERSIONS = st.one_of(st.integers(1, 50).map(str), st.just(""), st.text(max_size=20))


@given(WORDS, NAMES, NAMES, VERSIONS, VERSIONS)
def test_a_token_is_good_for_its_own_purpose_and_version_only(public_id, made_for, asked_for, version, now):
    is_good = read_token(token(public_id, made_for, version), asked_for, now) is not None

    assert is_good == ((made_for, version) == (asked_for, now))


@given(st.text(max_size=60), NAMES)
def test_whatever_is_typed_for_a_token_is_refused_without_a_crash(text, purpose):
    assert read_token(text, purpose) is None
    assert len(signed_links.public_id_of(text)) in (0, 12)
