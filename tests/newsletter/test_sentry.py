"""What leaves to Sentry says what broke, and nothing of who or with which secret."""

import sys
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsletter import sentry


def test_an_event_loses_bodies_cookies_tokens_and_addresses():
    event = {
        "request": {
            "url": "https://news.test/u/TOKEN-1234/",
            "data": {"email": "ada@reader.test"},
            "cookies": {"s": "1"},
        },
        "user": {"ip_address": "203.0.113.9"},
        "exception": {"values": [{"value": "no mail to ada@reader.test"}]},
        "level": "error",
    }

    left = sentry.without_secrets(event, None)

    assert "ada@" not in str(left)
    assert "TOKEN-1234" not in str(left)
    assert "203.0.113.9" not in str(left)
    assert set(left["request"]) == {"url"}
    assert left["level"] == "error"


def test_nothing_personal_is_collected_from_the_start(monkeypatch):
    given = {}
    monkeypatch.setitem(sys.modules, "sentry_sdk", SimpleNamespace(init=lambda **options: given.update(options)))

    sentry.begin("https://key@sentry.test/1")

    assert given["send_default_pii"] is False
    assert given["include_local_variables"] is False
    assert given["before_send"] is sentry.without_secrets


def test_a_missing_package_is_said_at_start(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)

    with pytest.raises(ImproperlyConfigured, match="pip install sentry-sdk"):
        sentry.begin("https://key@sentry.test/1")
