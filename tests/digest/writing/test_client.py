"""The door to Claude asks in the API's form, and every failure that the API has becomes an error of our own."""

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from pydantic import BaseModel

from digest.writing import client
from digest.writing.pricing import DEAREST, PRICES, cost_usd
from tests.digest.writing.claude_server import dropped, failure, message, silent


class Form(BaseModel):
    word: str


def prompt(**fields):
    return client.Prompt(**{"system": "Say a word.", "data": "{}", "form": Form, "max_tokens": 500} | fields)


def refusal_of(server, *answer):
    """The ClaudeError that this answer becomes."""
    server.script = list(answer)
    with pytest.raises(client.ClaudeError) as caught:
        client.ask(prompt())
    return caught.value


def test_it_asks_once_for_a_form_and_takes_the_text_after_the_thought(server):
    server.script = [message({"word": "kernel"})]

    answer = client.ask(prompt(effort="medium"))

    assert answer.data == {"word": "kernel"}
    assert answer.usage["output_tokens"] == 200
    assert answer.cost_usd == Decimal("0.000200")
    (asked,) = server.requests
    assert asked["output_config"]["effort"] == "medium"
    assert asked["output_config"]["format"]["schema"]["required"] == ["word"]
    assert asked["messages"] == [{"role": "user", "content": "{}"}]
    assert server.keys == ["Bearer test"]


def test_certificates_and_forms_are_made_once_however_much_is_asked(server):
    server.script = [message({"word": "kernel"}), message({"word": "graph"})]

    answers = [client.ask(prompt()).data["word"] for _number in range(2)]

    assert answers == ["kernel", "graph"]
    assert client._tls_context() is client._tls_context()
    assert client._schema(Form) is client._schema(Form)


STATUSES = {
    "bad request": (failure(400, "invalid_request_error"), "bad_request", True),
    "a wrong key": (failure(401, "authentication_error"), "unauthorized", True),
    "an empty account": (failure(402, "billing_error"), "payment_required", True),
    "a forbidden model": (failure(403, "permission_error"), "forbidden", True),
    "an unknown model": (failure(404, "not_found_error"), "unknown_model", True),
    "a slow request": (failure(408), "unavailable", False),
    "a conflict": (failure(409), "unavailable", False),
    "too much": (failure(413, "request_too_large"), "too_large", True),
    "unprocessable": (failure(422, "invalid_request_error"), "bad_request", True),
    "a rate limit": (failure(429, "rate_limit_error"), "rate_limited", False),
    "a steep rise": (failure(429, "rate_limit_error", "ramp_limit_exceeded"), "rate_limited", False),
    "a spend limit": (failure(429, "rate_limit_error", "enforced_spend_limit_reached"), "spend_limit", True),
    "a contract's limit": (failure(429, "rate_limit_error", "contract_spend_limit_reached"), "spend_limit", True),
    "a server error": (failure(500), "unavailable", False),
    "a gateway's page": ((502, "<html>Bad gateway</html>", {"Content-Type": "text/html"}), "unavailable", False),
    "overload": (failure(529, "overloaded_error"), "overloaded", False),
}


@pytest.mark.parametrize(("answer", "reason", "permanent"), STATUSES.values(), ids=STATUSES.keys())
def test_a_status_has_its_reason_and_is_asked_only_once(server, answer, reason, permanent):
    error = refusal_of(server, answer)

    assert (error.reason, error.permanent, error.usage) == (reason, permanent, {})
    assert len(server.requests) == 1


ANSWERS = {
    "a refusal": (message("", stop_reason="refusal", stop_details={"type": "refusal", "category": "cyber"}), "refusal"),
    "no room left": (message('{"wor', stop_reason="max_tokens"), "max_tokens"),
    "too long a prompt": (message("", stop_reason="model_context_window_exceeded"), "too_large"),
    "a tool that nobody offered": (message("", stop_reason="tool_use"), "unexpected_stop"),
    "nothing": (message(""), "empty"),
    "no content": (message("", content=[]), "empty"),
    "broken JSON": (message('{"word": "ker'), "broken_json"),
    "another form": (message({"words": ["kernel"]}), "schema"),
    "no object": (message("[]"), "schema"),
}


@pytest.mark.parametrize(("answer", "reason"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_unusable_answer_was_billed(server, answer, reason):
    error = refusal_of(server, answer)

    assert error.reason == reason
    assert error.usage["input_tokens"] == 1000
    assert error.permanent == (reason in client.OF_SIZE or reason == "unexpected_stop")


LOST = {
    "a page instead of JSON": ((200, "<html>Log in</html>", {"Content-Type": "text/html"}), "not_json"),
    "JSON that ends too soon": ((200, message({})[1][:90], {}), "not_json"),
    "JSON that is no message": ((200, "{}", {}), "not_json"),
    "a list": ((200, "[]", {}), "not_json"),
    "a dropped connection": (dropped, "connection"),
}


@pytest.mark.parametrize(("answer", "reason"), LOST.values(), ids=LOST.keys())
def test_an_answer_that_is_lost_may_be_asked_for_again(server, answer, reason):
    error = refusal_of(server, answer)

    assert (error.reason, error.permanent) == (reason, False)
    assert error.reason in client.LOST


def test_an_answer_that_does_not_come_is_a_timeout(server, monkeypatch):
    monkeypatch.setattr(client, "READ_SECONDS", 0.2)

    assert refusal_of(server, silent).reason == "timeout"


def test_nobody_there_is_an_outage_that_cost_nothing(settings):
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL = "test", "http://127.0.0.1:9"

    with pytest.raises(client.ClaudeError) as caught:
        client.ask(prompt())

    assert caught.value.reason == "unreachable"
    assert caught.value.reason in client.OF_OUTAGE


@time_machine.travel(dt.datetime(2026, 2, 19, 12, tzinfo=dt.UTC), tick=False)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("4294967295", client.RETRY_AFTER_CAP),
        ("Thu, 19 Feb 2026 12:00:30 GMT", 30),
        ("soon", None),
    ],
)
def test_retry_after_is_read_and_capped(server, header, seconds):
    assert refusal_of(server, failure(529, retry_after=header)).retry_after == seconds


def test_the_fingerprint_changes_with_anything_that_is_sent(settings):
    settings.ANTHROPIC_MODEL = "claude-haiku-5-5"
    one = client.fingerprint(prompt())

    assert one == client.fingerprint(prompt())
    assert one != client.fingerprint(prompt(data='{"a": 1}'))
    assert one != client.fingerprint(prompt(system="Say two."))
    settings.ANTHROPIC_MODEL = "claude-sonnet-5-5"
    assert one != client.fingerprint(prompt())


def test_a_cost_counts_input_output_cache_and_the_step_of_long_prompts():
    usage = {"input_tokens": 10_000, "output_tokens": 2_000}

    assert cost_usd("claude-haiku-5-5", usage) == Decimal("0.002000")
    assert cost_usd("claude-haiku-5-5", usage | {"cache_read_input_tokens": 10_000}) == Decimal("0.002100")
    assert cost_usd("claude-haiku-5-5", usage | {"cache_creation_input_tokens": 10_000}) == Decimal("0.003250")
    assert cost_usd("claude-haiku-5-5", {"input_tokens": 200_000}) == Decimal("0.100000")


def test_an_unknown_model_counts_as_the_dearest():
    assert cost_usd("claude-of-tomorrow", {"output_tokens": 1_000_000}) == DEAREST.output
    assert DEAREST in PRICES.values()


def test_the_highest_usage_is_above_what_is_sent():
    sent = json.dumps(client.request(prompt(data="x" * 3000)))

    assert client.highest_usage(prompt(data="x" * 3000))["input_tokens"] > len(sent) / 4
