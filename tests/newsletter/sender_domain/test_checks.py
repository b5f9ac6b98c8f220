"""`check --deploy` warns where operators would hear nothing, and where mailbox providers would refuse."""

import pytest

from newsletter.sender_domain.checks import check_sender_domain
from tests.newsletter.sender_domain.dns_server import SILENT


@pytest.fixture(autouse=True)
def heard(zone, settings):
    settings.ADMINS = [("", "ops@news.test")]
    settings.ALERT_WEBHOOK_URL = settings.ALERT_PING_URL = ""
    settings.MAIL_DKIM_SELECTORS = ["s1"]
    zone["news.test"] = ["v=spf1 mx -all"]
    zone["s1._domainkey.news.test"] = ["v=DKIM1; p=MIG"]
    zone["_dmarc.news.test"] = ["v=DMARC1; p=reject"]


def found():
    return [message.id.removeprefix("newsletter.") for message in check_sender_domain(None)]


def test_a_complete_domain_has_nothing_to_complain_of():
    assert found() == []


def test_operators_whose_mail_is_dropped_are_named(settings):
    settings.ADMINS = [("", "ops@news.test"), ("", "ada@example.org")]

    (warning,) = check_sender_domain(None)

    assert warning.id == "newsletter.W004"
    assert "ada@example.org" in warning.msg
    assert "ops@news.test" not in warning.msg


def test_nobody_told_is_told(settings):
    settings.ADMINS = [("", "ada@example.org")]

    assert found() == ["W004", "W005"]


@pytest.mark.parametrize("way", ["ALERT_WEBHOOK_URL", "ALERT_PING_URL"])
def test_a_webhook_or_a_monitor_is_somebody(settings, way):
    settings.ADMINS = [("", "ada@example.org")]
    setattr(settings, way, "https://hooks.test/1")

    assert found() == ["W004"]


@pytest.mark.parametrize(
    ("name", "id"), [("news.test", "W007"), ("s1._domainkey.news.test", "W008"), ("_dmarc.news.test", "W009")]
)
def test_each_missing_record_is_named_with_what_to_set(zone, name, id):
    del zone[name]

    (warning,) = check_sender_domain(None)

    assert warning.id == f"newsletter.{id}"
    assert name in warning.msg
    assert "Such as: v=" in warning.hint


def test_dns_that_is_away_is_a_warning_and_no_error(zone):
    zone["news.test"] = SILENT

    (warning,) = check_sender_domain(None)

    assert warning.id == "newsletter.W006"
    assert "SPF, DKIM, DMARC" in warning.msg
    assert "could not be asked" in warning.hint


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("EMAIL_BACKEND", "newsletter.embedded.maildir.EmailBackend"),
        ("DEFAULT_FROM_EMAIL", "AI Infra Daily <daily@example.org>"),
    ],
)
def test_nobody_asks_for_a_domain_that_sends_nothing(settings, zone, setting, value):
    zone.clear()
    setattr(settings, setting, value)

    assert found() == []
