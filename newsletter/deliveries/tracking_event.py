"""What a provider's report may consist of: a webhook's body is a stranger's JSON until each part of it is a value."""

import datetime as dt
from copy import copy
from typing import Any

from anymail.signals import AnymailTrackingEvent
from django.core.exceptions import SuspiciousOperation

TEXTS = ("event_type", "event_id", "message_id", "recipient", "reject_reason", "description", "mta_response")
MAX_TEXT = 2_000  # characters of any of them


class MalformedEvent(SuspiciousOperation):
    """The body is no report that this provider makes; Django answers with 400."""


def checked(event: AnymailTrackingEvent) -> AnymailTrackingEvent:
    """The event with texts that every database takes and a moment in UTC. Raises MalformedEvent."""
    result = copy(event)
    for name in TEXTS:
        setattr(result, name, _text(getattr(event, name)))
    result.timestamp = _moment(event.timestamp)
    if not isinstance(event.metadata or {}, dict):
        raise MalformedEvent("metadata are no object")
    result.metadata = {"delivery": _text((event.metadata or {}).get("delivery"))}
    return result


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise MalformedEvent(f"a {type(value).__name__} stands where a text belongs")
    text = str(value)[:MAX_TEXT].replace("\0", "")
    return text.encode("utf-8", "replace").decode()


def _moment(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    if not isinstance(value, dt.datetime):
        raise MalformedEvent(f"a {type(value).__name__} stands where a time belongs")
    try:
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError as error:
        raise MalformedEvent("a time that no calendar has") from error
