"""A line of JSON for each record."""

import json
import logging
import sys

from newsletter.json_logs import JsonFormatter


def line(**fields):
    record = logging.makeLogRecord(
        {"name": "digest.build", "levelname": "INFO", "msg": "built %s", "args": ("a",)} | fields
    )
    return JsonFormatter().format(record)


def test_a_record_is_one_line_with_what_was_given_as_extra():
    text = line(digest="2026-02-19", seconds=1.5)

    read = json.loads(text)
    assert "\n" not in text
    assert {name: read[name] for name in ("level", "logger", "message", "digest", "seconds")} == {
        "level": "info",
        "logger": "digest.build",
        "message": "built a",
        "digest": "2026-02-19",
        "seconds": 1.5,
    }
    assert read["time"].endswith("+00:00")


def test_an_error_brings_its_traceback_and_what_is_no_json_becomes_text():
    try:
        raise ValueError("broken\nline")
    except ValueError:
        text = line(exc_info=sys.exc_info(), odd={1, 2}.__class__)

    assert "ValueError: broken" in json.loads(text)["traceback"]
    assert "\n" not in text
