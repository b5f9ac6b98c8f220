"""DNS as a test writes it."""

import pytest

from newsletter.sender_domain import lookup
from tests.newsletter.sender_domain.dns_server import dns_server


@pytest.fixture
def zone(monkeypatch, settings):
    """{name: texts}, asked by the lookup as long as the test lasts; empty to begin with."""
    settings.DEFAULT_FROM_EMAIL = "Daily <daily@news.test>"
    settings.EMAIL_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"
    settings.EMAIL_HOST = "relay.test"
    monkeypatch.setattr(lookup, "SECONDS", 0.05)
    records = {}
    with dns_server(records) as resolver:
        monkeypatch.setattr(lookup, "resolver", lambda: resolver)
        yield records
