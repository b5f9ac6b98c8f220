"""The privacy page says what is stored, and what it says is so."""

import pytest

from subscribers import signed_links
from tests.factories import make_digest, make_subscriber

pytestmark = pytest.mark.django_db


def test_every_page_leads_to_it(client):
    link = 'href="/privacy/"'

    assert [
        path for path in ("/", "/en/archive/", "/fresh-link/", "/nowhere/") if link not in client.get(path).text
    ] == []


def test_its_numbers_are_those_of_the_purges(client, settings):
    settings.DELIVERY_DAYS = 45

    text = client.get("/privacy/").text

    assert [span for span in ("after 7 days", " 45 days.", " 31 days.") if span not in text] == []


def test_it_is_there_in_chinese(client):
    text = client.get("/privacy/", HTTP_ACCEPT_LANGUAGE="zh-CN").text

    assert "<h1>隐私</h1>" in text
    assert "导出我的资料" in text


def test_reading_sets_no_cookie(client):
    digest = make_digest(status="published", published_at="2026-02-20T00:00Z")
    for path in ("/privacy/", "/en/archive/", f"/en/{digest.date:%Y/%m/%d}/", "/asked/"):
        client.get(path)

    assert dict(client.cookies) == {}


def test_only_the_form_for_an_address_and_another_language_set_one(client):
    client.get("/")
    client.post("/language/", {"language": "zh-hans", "next": "/"})

    assert sorted(client.cookies) == ["csrftoken", "django_language"]


def test_the_pages_behind_a_link_set_none(client):
    client.get(signed_links.preferences_url(make_subscriber()))

    assert dict(client.cookies) == {}
