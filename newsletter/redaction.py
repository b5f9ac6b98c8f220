"""What no log and no error page may keep: secrets of the settings, tokens of links, and addresses of people."""

import html
import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings

HIDDEN = "…"
MAX_LINE = 20_000  # characters of one record: strangers choose what an error quotes
SHORTEST = 6  # a shorter secret could not be told from a word
# Settings whose whole value is secret; a dictionary's where its key says so.
SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASES",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "GITHUB_TOKEN",
    "ANTHROPIC_API_KEY",
    "ANYMAIL",
    "ALERT_WEBHOOK_URL",
    "ALERT_PING_URL",
    "METRICS_TOKEN",
    "SENTRY_DSN",
)
SECRET_KEYS = re.compile("KEY|TOKEN|SECRET|PASS|SIGN", re.IGNORECASE)
PATTERNS = [
    # The tokens of links, which open a reader's choices to whoever reads the log.
    (re.compile(r"(/(?:u|confirm|preferences|new-address|edition|latest|mute|feed)/)[^/\s\"'?#]+"), r"\1" + HIDDEN),
    (re.compile(r"://[^\s/@'\"]{1,300}@"), f"://{HIDDEN}@"),
    (re.compile(r"\b(Basic|Bearer) [\w.~+/=-]{8,}"), r"\1 " + HIDDEN),
    (re.compile(r"\b(?:sk-ant-|gh[opsu]_|github_pat_)[\w-]{8,}"), HIDDEN),
    # An address, also as a part of a query; it begins where no other could have begun, so that long runs cost nothing.
    (
        re.compile(
            r"(?<![^\s<>:;,\"'()\[\]@/=&?])[^\s<>:;,\"'()\[\]@/=&?]{1,254}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}"
        ),
        f"{HIDDEN}@{HIDDEN}",
    ),
]


def redact(text: str) -> str:
    """The text without secrets, tokens and addresses, however they are written: plain, quoted, or escaped for HTML."""
    if settings.configured:
        for value in secret_values():
            for form in {value, quote(value, safe=""), html.escape(value), repr(value)[1:-1]}:
                text = text.replace(form, HIDDEN)
    for pattern, hidden in PATTERNS:
        text = pattern.sub(hidden, text)
    return text


def secret_values() -> list[str]:
    """The secrets of the settings as they are now, the longest first: one may contain another."""
    found = {value for name in SECRETS for value in _strings(getattr(settings, name, None))}
    return sorted((value for value in found if len(value) >= SHORTEST), key=len, reverse=True)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        secret = (item for key, item in value.items() if isinstance(item, dict) or SECRET_KEYS.search(str(key)))
        for item in secret:
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)


def install() -> None:
    """Redact every record of this process where it is made, whichever logger made it and whatever handler takes it."""
    make_record = logging.getLogRecordFactory()
    if not isinstance(make_record, _RedactingFactory):
        logging.setLogRecordFactory(_RedactingFactory(make_record))


class _RedactingFactory:
    """A factory of log records that redacts what another one makes."""

    def __init__(self, make_record: Callable[..., logging.LogRecord]):
        self.make_record = make_record

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        return _redacted(self.make_record(*args, **kwargs))


def _redacted(record: logging.LogRecord) -> logging.LogRecord:
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):  # logging would complain of arguments that do not fit by printing them
        message = f"{record.msg} {record.args}"
    record.msg, record.args = redact(message[:MAX_LINE]), ()
    if record.exc_info and record.exc_info[0]:
        # What a formatter finds here it does not make again.
        record.exc_text = redact(logging.Formatter().formatException(record.exc_info)[-MAX_LINE:])
    if record.stack_info:
        record.stack_info = redact(record.stack_info)
    return record
