"""`check --deploy` names every value that production needs."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import override_settings

from newsletter.checks import check_connections, check_production

GOOD = {
    "SITE_URL": "https://news.test",
    "REDIS_URL": "redis://redis.test/0",
    "EMAIL_BACKEND": "newsletter.sending.smtp.backend.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Daily <daily@news.test>",
    "NEWSLETTER_POSTAL_ADDRESS": "Acme, 1 Main Street",
    "GITHUB_TOKEN": "token",
    "ANTHROPIC_API_KEY": "key",
}


@pytest.fixture(autouse=True)
def good(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "long and random")
    monkeypatch.setattr("newsletter.checks.connection", SimpleNamespace(vendor="postgresql"))
    with override_settings(**GOOD):
        yield


def found():
    return [message.id.removeprefix("newsletter.") for message in check_production(None)]


def test_a_complete_production_has_nothing_to_complain_of():
    assert found() == []


@pytest.mark.parametrize(
    ("change", "id"),
    [
        ({"SITE_URL": "http://news.test"}, "E002"),
        ({"REDIS_URL": ""}, "E004"),
        ({"EMAIL_BACKEND": "newsletter.embedded.maildir.EmailBackend"}, "E005"),
        ({"DEFAULT_FROM_EMAIL": "AI Infra Daily <daily@example.org>"}, "E006"),
        ({"NEWSLETTER_POSTAL_ADDRESS": "Example Operator · 1 Example Street"}, "E007"),
        ({"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend", "ANYMAIL": {}}, "E008"),
        ({"GITHUB_TOKEN": ""}, "W001"),
        ({"ANTHROPIC_API_KEY": ""}, "W002"),
    ],
)
def test_each_missing_value_is_named(change, id):
    with override_settings(**change):
        assert found() == [id]


def test_a_provider_that_signs_its_events_needs_no_further_secret():
    with override_settings(EMAIL_BACKEND="anymail.backends.mailgun.EmailBackend", ANYMAIL={}):
        assert found() == []


def test_sqlite_is_for_one_machine(monkeypatch):
    monkeypatch.setattr("newsletter.checks.connection", SimpleNamespace(vendor="sqlite"))

    assert found() == ["E003"]


def test_a_key_that_ends_with_the_process_is_an_error(monkeypatch):
    monkeypatch.delenv("SECRET_KEY")

    assert found() == ["E001"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that counts connections")
@pytest.mark.parametrize(("each", "ids"), [(8, []), (500, ["newsletter.W003"])])
def test_too_few_connections_for_the_web_and_the_workers_are_told(settings, monkeypatch, each, ids):
    monkeypatch.setattr("newsletter.checks.connection", connection)
    settings.WEB_CONNECTIONS = each

    assert [message.id for message in check_connections(databases=["default"])] == ids
    assert check_connections() == []
