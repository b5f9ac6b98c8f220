"""Errors to Sentry, where SENTRY_DSN is set and `sentry-sdk` installed; redacted as everything else is."""

from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsletter.redaction import redact


def begin(dsn: str) -> None:
    """Send errors from here on. Raises ImproperlyConfigured where the package is missing."""
    try:
        sentry_sdk = import_module("sentry_sdk")  # optional: whoever asks for it installs it
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, and sentry-sdk is not installed: pip install sentry-sdk"
        ) from error
    sentry_sdk.init(dsn=dsn, send_default_pii=False, include_local_variables=False, before_send=without_secrets)


def without_secrets(event: Any, _hint: Any) -> Any:
    """The event without bodies, cookies and query of the request; the rest of it redacted, string by string."""
    for part in ("data", "cookies", "query_string", "env"):
        event.get("request", {}).pop(part, None)
    event.pop("user", None)
    return _redacted(event)


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list | tuple):
        return [_redacted(one) for one in value]
    if isinstance(value, dict):
        return {name: _redacted(one) for name, one in value.items()}
    return value
