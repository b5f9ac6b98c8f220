"""The door to Claude: one structured question, one checked answer, and every failure as an error of our own.

The SDK takes seconds and a hundred megabytes to import, so it is imported where a question is asked: the web server,
the clock, the senders and the commands never ask one.
"""

import hashlib
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from digest.writing.pricing import cost_usd

CONNECT_SECONDS, READ_SECONDS = 10, 180
RETRY_AFTER_CAP = 900  # a server may ask for weeks; nobody waits longer than a quarter of an hour
BYTES_A_TOKEN = 3  # a careful estimate: a Han character has three bytes, an English token about four

BATCH = {"service_tier": "batch"}  # in the usage of what was asked in a batch, which costs half

# What went wrong, by the API's status. The second value: whether the same question would fail again.
STATUSES = {
    400: ("bad_request", True),
    401: ("unauthorized", True),
    402: ("payment_required", True),
    403: ("forbidden", True),
    404: ("unknown_model", True),
    408: ("unavailable", False),
    409: ("unavailable", False),
    413: ("too_large", True),
    422: ("bad_request", True),
    429: ("rate_limited", False),
    529: ("overloaded", False),
}
STOPS = {
    "refusal": ("refusal", True),
    "max_tokens": ("max_tokens", True),
    "model_context_window_exceeded": ("too_large", True),
}
SPEND_LIMITS = {"enforced_spend_limit_reached", "contract_spend_limit_reached"}
# Nothing that is asked would be answered: the operator has to do something first.
OF_SETUP = {"unauthorized", "payment_required", "forbidden", "unknown_model", "spend_limit"}
# Claude is not there now, and nothing was billed for it.
OF_OUTAGE = {"unavailable", "rate_limited", "overloaded", "unreachable"}
# The answer was lost on its way and may have been billed.
LOST = {"timeout", "connection", "not_json"}
# A smaller question may succeed where this one cannot.
OF_SIZE = {"refusal", "max_tokens", "too_large"}


@dataclass(frozen=True)
class Prompt:
    """A question: instructions (ours), data (JSON with quoted, untrusted text), and the form of the answer."""

    system: str
    data: str
    form: type[BaseModel]
    max_tokens: int
    effort: str = "low"
    model: str = ""  # empty: the newsletter's own

    @property
    def asked_model(self) -> str:
        return self.model or settings.ANTHROPIC_MODEL


@dataclass(frozen=True)
class Answer:
    """What Claude said, valid by the prompt's form; `usage` is the API's own."""

    data: dict
    stop_reason: str
    usage: dict
    cost_usd: Decimal


class ClaudeError(Exception):
    """No usable answer. `permanent`: the same question would fail again. `reason` is a code of the tables above.

    `retry_after` is in seconds (capped) or None; `usage` is the API's where an answer was billed, else empty.
    """

    def __init__(self, message, permanent, reason, retry_after=None, usage=None):
        super().__init__(message)
        self.permanent, self.reason, self.retry_after, self.usage = permanent, reason, retry_after, usage or {}


def ask(prompt: Prompt) -> Answer:
    """Claude's Answer to this Prompt; one request, never repeated here. Raises ClaudeError."""
    with _connected() as connection:
        message = connection.messages.create(**request(prompt))
    return _answer(message, prompt.form, prompt.asked_model)


def submit_batch(prompts: dict[str, Prompt]) -> str:
    """Have these prompts answered in one batch, at half the price; returns its id. Raises ClaudeError."""
    requests = [{"custom_id": key, "params": request(prompt)} for key, prompt in prompts.items()]
    with _connected() as connection:
        return connection.messages.batches.create(requests=requests).id


def batch_results(batch: str, form: type[BaseModel]) -> dict[str, Answer | ClaudeError] | None:
    """What a batch says to each key of its prompts, all of this form; None while it runs. Raises ClaudeError."""
    with _connected() as connection:
        if connection.messages.batches.retrieve(batch).processing_status != "ended":
            return None
        return {row.custom_id: _result(row.result, form) for row in connection.messages.batches.results(batch)}


def _result(result, form) -> Answer | ClaudeError:
    if result.type != "succeeded":
        return ClaudeError(f"the batch says: {result.type}", False, result.type)
    try:
        answer = _answer(result.message, form, settings.ANTHROPIC_MODEL)
    except ClaudeError as error:
        error.usage |= BATCH
        return error
    usage = answer.usage | BATCH
    return replace(answer, usage=usage, cost_usd=cost_usd(settings.ANTHROPIC_MODEL, usage))


@contextmanager
def _connected() -> Iterator:
    """The SDK's client; its failures come out as ClaudeError."""
    import anthropic
    import httpx2

    timeout = anthropic.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        # Key and address are named, so that no profile or variable of the machine redirects us.
        with anthropic.Anthropic(
            api_key=settings.ANTHROPIC_API_KEY,
            base_url=settings.ANTHROPIC_BASE_URL,
            max_retries=0,
            timeout=timeout,
            http_client=anthropic.DefaultHttpxClient(verify=_tls_context()),
        ) as connection:
            yield connection
    except anthropic.APIStatusError as error:
        raise _status_error(error) from error
    except anthropic.APITimeoutError as error:
        if isinstance(error.__cause__, httpx2.ConnectTimeout):
            raise ClaudeError("Claude cannot be reached", False, "unreachable") from error
        raise ClaudeError(f"no answer within {READ_SECONDS} seconds", False, "timeout") from error
    except anthropic.APIConnectionError as error:
        reason = "unreachable" if isinstance(error.__cause__, httpx2.ConnectError) else "connection"
        raise ClaudeError(f"the connection failed: {error.__cause__ or error}", False, reason) from error
    except (anthropic.AnthropicError, ValueError) as error:
        # A 200 that is cut in its JSON comes out of the SDK as a plain JSONDecodeError.
        raise ClaudeError(f"the answer cannot be read: {error}", False, "not_json") from error


@cache
def _tls_context() -> ssl.SSLContext:
    """The certificates that we trust: reading them takes 20 ms, and a day asks some dozens of questions."""
    import httpx2

    return httpx2.create_ssl_context()


def request(prompt: Prompt) -> dict[str, Any]:
    """What is sent, as keyword arguments of the SDK."""
    return {
        "model": prompt.asked_model,
        "max_tokens": prompt.max_tokens,
        "system": prompt.system,
        "messages": [{"role": "user", "content": prompt.data}],
        "output_config": {"format": {"type": "json_schema", "schema": _schema(prompt.form)}, "effort": prompt.effort},
    }


@cache
def _schema(form: type[BaseModel]) -> dict[str, Any]:
    import anthropic

    return anthropic.transform_schema(form)


def fingerprint(prompt: Prompt) -> str:
    """The hash of all that is sent: the same input is never billed twice."""
    return hashlib.sha256(json.dumps(request(prompt), sort_keys=True).encode()).hexdigest()


def highest_usage(prompt: Prompt) -> dict[str, int]:
    """What this call uses at most: tokens of input by a careful estimate, and the whole room for output."""
    schema = json.dumps(request(prompt)["output_config"])
    return {
        "input_tokens": estimated_tokens(prompt.system + prompt.data + schema),
        "output_tokens": prompt.max_tokens,
        "estimated": True,
    }


def as_json(data: object) -> str:
    """Quoted: no text inside can end the document or pass for one of our own lines."""
    return json.dumps(data, ensure_ascii=False)


def estimated_tokens(text: str) -> int:
    return len(text.encode()) // BYTES_A_TOKEN + 1


def _status_error(error):
    reason, permanent = STATUSES.get(error.status_code, ("unavailable", False))
    if error.error_code in SPEND_LIMITS:
        reason, permanent = "spend_limit", True
    message = f"{error.status_code}: {error.api_message or error.message}"[:300]
    return ClaudeError(message, permanent, reason, retry_after(error.response.headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, at most RETRY_AFTER_CAP, from Retry-After in seconds or as a date; None where there is none."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - timezone.now()).total_seconds()
        except (TypeError, ValueError):
            return None
    return max(0.0, min(seconds, RETRY_AFTER_CAP))


def _answer(message, form, model):
    """The answer in a message; takes text blocks only, since the model may think first."""
    import anthropic

    is_message = isinstance(message, anthropic.types.Message)
    if not is_message or not isinstance(message.usage, anthropic.types.Usage):
        raise ClaudeError("the answer is no message (a page of a proxy?)", False, "not_json")
    usage = message.usage.model_dump(mode="json", exclude_none=True)
    if message.stop_reason not in ("end_turn", "stop_sequence"):
        reason, permanent = STOPS.get(message.stop_reason, ("unexpected_stop", True))
        raise ClaudeError(f"stopped: {_stop_details(message)}", permanent, reason, usage=usage)
    text = "".join(block.text for block in message.content or () if block.type == "text")
    if not text.strip():
        raise ClaudeError("the answer is empty", False, "empty", usage=usage)
    try:
        data = form.model_validate(json.loads(text)).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ClaudeError(
            f"not of the form asked for: {where}: {first['msg']}", False, "schema", usage=usage
        ) from error
    except ValueError as error:
        raise ClaudeError(f"broken JSON: {error}", False, "broken_json", usage=usage) from error
    return Answer(data, message.stop_reason, usage, cost_usd(model, usage))


def _stop_details(message):
    category = getattr(message.stop_details, "category", None)
    return f"{message.stop_reason} ({category})" if category else str(message.stop_reason)
