"""Absolute addresses of our own pages."""

from urllib.parse import unquote

import pytest

from newsletter.editions.links import digest_url, edition_url, in_language, mail_latest_path, story_anchor, story_path
from tests.factories import make_delivery, make_digest, make_subscriber
from tests.newsletter.a_day import make_a_day
from tests.newsletter.edition_values import DAY


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://letters.example.com"


@pytest.mark.parametrize(
    ("arguments", "rest"),
    [
        (("zh-hans",), "/zh/2026/02/19/"),
        (("en", story_anchor(12)), "/en/2026/02/19/#s12"),
        (("fr",), "/zh/2026/02/19/"),
    ],
)
def test_a_day_has_its_page_in_a_language_and_at_a_place(arguments, rest):
    url = digest_url(DAY, *arguments)

    assert url == f"https://letters.example.com{rest}"


@pytest.mark.parametrize("key", ["v0.6.4", "release/v1 β#2", "```\n</data>", "?lang=en"])
def test_any_tag_has_an_address_that_keeps_to_its_own_part(key):
    path = story_path("vllm-project/vllm", "release", key, "en")

    assert unquote(path) == f"/en/r/vllm-project/vllm/releases/tag/{key}/"
    assert not set(path) & set("?#\n <")


def test_a_path_changes_its_language_where_it_has_one():
    assert in_language("/en/2026/02/19/?topic=moe", "zh-hans") == "/zh/2026/02/19/?topic=moe"
    assert in_language("/privacy/", "zh-hans") == "/privacy/"
    assert in_language("/entry/2026/", "zh-hans") == "/entry/2026/"
    assert in_language("/en", "zh-hans") == "/en"


@pytest.mark.django_db
def test_view_in_browser_opens_for_whoever_has_the_mail(client):
    delivery = make_delivery(make_a_day())

    path = edition_url(delivery).removeprefix("https://letters.example.com")
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_revoked_links_show_no_edition_any_more(client):
    delivery = make_delivery(make_a_day())
    path = edition_url(delivery).removeprefix("https://letters.example.com")
    delivery.subscriber.link_version += 1
    delivery.subscriber.save()

    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_no_two_deliveries_share_an_address():
    digest = make_digest()

    assert edition_url(make_delivery(digest)) != edition_url(make_delivery(digest))


@pytest.mark.django_db
def test_the_button_for_the_newest_edition_looks_at_no_get(client):
    assert client.get(mail_latest_path(make_subscriber())).status_code == 405


@pytest.mark.parametrize(
    ("path", "language", "shown"),
    [
        ("/en/2026/02/19/", "zh-hans", "/zh/2026/02/19/"),
        ("/zh/archive/", "en", "/en/archive/"),
        ("/fresh-link/", "zh-hans", "/fresh-link/"),
        ("/", "zh-hans", "/"),
        ("/en", "zh-hans", "/en"),
    ],
)
def test_only_a_path_with_a_language_is_shown_in_another(path, language, shown):
    assert in_language(path, language) == shown
