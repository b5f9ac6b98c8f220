"""Logs keep no key to a reader's choices."""

import logging

import pytest

from subscribers.log_filters import HideTokens

PATHS = ["/preferences/SECRET/pause/", "/u/SECRET", "/confirm/SECRET/", "/edition/SECRET/", "/latest/SECRET/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_token_in_an_address_never_reaches_the_log(path):
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Not Found", path), None)
    HideTokens().filter(record)

    assert record.getMessage() == "Not Found: " + path.replace("SECRET", "…")


def test_the_filter_stands_before_every_handler(settings):
    assert all(handler["filters"] == ["tokens"] for handler in settings.LOGGING["handlers"].values())
