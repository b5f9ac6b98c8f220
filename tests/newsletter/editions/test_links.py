"""Absolute addresses of our own pages."""

import pytest

from newsletter.editions.links import digest_url, edition_url, mail_latest_path, story_anchor
from tests.factories import make_delivery, make_digest, make_subscriber
from tests.newsletter.a_day import make_a_day
from tests.newsletter.edition_values import DAY


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://letters.example.com"


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("en",), "/en/2026/02/19/"),
        (("zh-hans",), "/zh-hans/2026/02/19/"),
        (("en", story_anchor(12)), "/en/2026/02/19/#s12"),
    ],
)
def test_a_day_has_its_page_in_a_language_and_at_a_place(arguments, path):
    assert digest_url(DAY, *arguments) == f"https://letters.example.com{path}"


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
