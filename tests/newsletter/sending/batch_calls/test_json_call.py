"""A call is an array of mails as bytes, and no answer is ever given to a mail that it was not for."""

import json

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.core.mail import EmailMessage

from newsletter.sending.batch_calls.batch_api import EncodedMail
from newsletter.sending.batch_calls.json_call import NO_ANSWER, JsonCall
from newsletter.sending.batch_calls.postmark import Postmark
from tests.newsletter.sending.batch_calls.providers import provider

NAMES = ["ada", "bob", "cyd"]


@pytest.fixture
def esp(settings):
    with provider(settings, "postmark") as server:
        yield server


@pytest.fixture
def call(esp):
    """Three mails in one call; returns their outcomes."""
    api = Postmark()
    mails = [api.encode(EmailMessage("Today", name, "daily@news.test", [f"{name}@reader.test"])) for name in NAMES]
    api.backend.open()
    yield lambda: api.send(api.backend, mails)
    api.backend.close()


def test_mails_stand_side_by_side_with_the_headers_of_one_and_those_of_the_call():
    mails = [EncodedMail("a", b'{"n": 1}', {"Token": "t"}), EncodedMail("b", b'{"n": 2}', {"Token": "t"})]

    request = JsonCall("mails/batch", mails, {"X-More": "m"}).get_request_params("https://esp.test/v1/")

    assert request["url"] == "https://esp.test/v1/mails/batch"
    assert request["headers"] == {"Token": "t", "X-More": "m"}
    assert json.loads(request["data"]) == [{"n": 1}, {"n": 2}]


def test_every_mail_has_its_outcome_in_order(call, esp):
    outcomes = call()

    assert [outcome.message_id for outcome in outcomes] == [f"id of {name}@reader.test" for name in NAMES]
    assert esp.accepted == [f"{name}@reader.test" for name in NAMES]


def test_what_an_answer_leaves_out_is_uncertain(call, esp):
    esp.faults = ["half an answer"]

    outcomes = call()

    assert [outcome.status for outcome in outcomes] == ["sent", "uncertain", "uncertain"]
    assert outcomes[1:] == [NO_ANSWER, NO_ANSWER]


def test_an_answer_to_more_mails_than_there_were_is_cut(call, esp):
    outcomes = call()
    esp.faults = [(200, [{"ErrorCode": 406, "Message": "no"}] * 7, {})]

    assert len(call()) == len(outcomes) == 3


@pytest.mark.parametrize("status", [422, 401, 500])
def test_what_refuses_the_whole_call_is_an_error_with_its_status(call, esp, status):
    esp.faults = [(status, {"ErrorCode": 0, "Message": "OK"}, {})]

    with pytest.raises(AnymailRequestsAPIError) as raised:
        call()

    assert raised.value.status_code == status
