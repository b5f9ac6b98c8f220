"""The page of the sender's domain: what was found, what to set, and who is told."""

import pytest

from tests.newsletter.sender_domain.conftest import zone

pytestmark = pytest.mark.django_db
__all__ = ["zone"]  # a fixture

PAGE = "/admin/newsletter/sendingstate/domain/"


def test_it_shows_what_was_found_and_what_to_copy(admin_client, zone, settings):
    settings.ADMINS = [("", "ops@news.test")]
    zone["news.test"] = ["v=spf1 include:<b>relay</b> -all"]

    text = admin_client.get(PAGE).text

    assert "include:&lt;b&gt;relay&lt;/b&gt;" in text
    assert "v=DMARC1; p=none; rua=mailto:dmarc@news.test" in text
    assert "ops@news.test" in text


def test_it_says_where_nobody_is_told(admin_client, zone, settings):
    settings.ADMINS = [("", "ada@example.org")]

    assert "Nobody by mail" in admin_client.get(PAGE).text


def test_the_list_leads_to_it(admin_client):
    assert f'href="{PAGE}"' in admin_client.get("/admin/newsletter/sendingstate/").text
