"""Headers of a newsletter, as RFCs and Gmail want them."""

import re
from types import SimpleNamespace

import pytest

from newsletter.mail import headers
from tests.newsletter.edition_values import edition


def test_a_message_id_is_the_same_for_every_try_and_in_the_senders_domain(settings):
    settings.DEFAULT_FROM_EMAIL = "AI Infra Daily <daily@letters.example.com>"
    delivery = SimpleNamespace(public_id="abcdefghijkl")

    assert headers.message_id(delivery) == headers.message_id(delivery) == "<abcdefghijkl@letters.example.com>"


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("daily@letters.example.com", "letters.example.com"),
        ("AI Infra Daily <daily@letters.example.com>", "letters.example.com"),
        ('"A, B" <daily@letters.example.com>', "letters.example.com"),
        ('"at @ home" <daily@letters.example.com>', "letters.example.com"),
    ],
)
def test_the_domain_is_that_of_the_address_and_not_of_the_name(settings, address, domain):
    settings.DEFAULT_FROM_EMAIL = address

    assert headers.sender_domain() == domain


def test_a_list_id_has_the_name_and_an_id_of_the_domain(settings):
    settings.NEWSLETTER_NAME, settings.DEFAULT_FROM_EMAIL = "AI Infra Daily", "daily@letters.example.com"

    assert headers.shared_headers(edition())["List-Id"] == "AI Infra Daily <daily.letters.example.com>"


def test_a_chinese_name_is_encoded_and_its_id_is_not(settings):
    settings.NEWSLETTER_NAME, settings.DEFAULT_FROM_EMAIL = "每日基础设施", "daily@letters.example.com"

    list_id = headers.shared_headers(edition())["List-Id"]
    assert list_id.isascii()
    assert re.fullmatch(r"=\?utf-8\?\S+\?= <daily\.letters\.example\.com>", list_id)


def test_a_name_with_a_line_end_makes_no_second_header(settings):
    settings.NEWSLETTER_NAME = "Daily\r\nBcc: victim@example.org"

    assert "\n" not in headers.shared_headers(edition())["List-Id"]
    assert "\r" not in headers.shared_headers(edition())["List-Id"]


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_language_is_told_as_bcp_47_writes_it(language, tag):
    assert headers.shared_headers(edition(language=language))["Content-Language"] == tag


@pytest.mark.parametrize(
    "name", ["AI Infra Daily", "每日基础设施", "!!!", "A name that is much longer than Gmail takes"]
)
def test_feedback_names_day_language_and_a_sender_of_five_to_fifteen_characters(settings, name):
    settings.NEWSLETTER_NAME, settings.DEFAULT_FROM_EMAIL = name, "daily@letters.example.com"

    day, language, kind, sender = headers.shared_headers(edition(language="en"))["Feedback-ID"].split(":")
    assert (day, language, kind) == ("20260219", "en", "digest")
    assert re.fullmatch(r"[a-z0-9-]{5,15}", sender)


def test_one_click_is_offered_for_this_address_only():
    assert headers.unsubscribe_headers("https://letters.example.com/u/x/") == {
        "List-Unsubscribe": "<https://letters.example.com/u/x/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_an_address_stands_beside_the_one_click_link_where_the_operator_reads_it(settings):
    settings.MAIL_UNSUBSCRIBE_TO = "Off & out <off+list@letters.example.com>"

    assert headers.unsubscribe_headers("https://letters.example.com/u/abc") == {
        "List-Unsubscribe": "<https://letters.example.com/u/abc>, "
        "<mailto:off+list@letters.example.com?subject=unsubscribe%20abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_archive_and_help_are_pages_of_this_site(settings):
    settings.SITE_URL = "https://letters.example.com"
    shared = headers.shared_headers(edition())

    assert shared["List-Archive"] == "<https://letters.example.com/archive/>"
    assert shared["List-Help"] == "<https://letters.example.com/privacy/>"


def test_machines_are_told_not_to_answer():
    shared = headers.shared_headers(edition())

    assert (shared["Precedence"], shared["X-Auto-Response-Suppress"]) == ("bulk", "All")
