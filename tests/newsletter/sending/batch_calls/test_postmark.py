"""What each entry of Postmark's answer says of its mail; the entries are Postmark's own."""

import pytest
from django.core.mail import EmailMessage

from newsletter.sending.batch_calls.batch_api import EncodedMail
from newsletter.sending.batch_calls.postmark import Postmark
from tests.newsletter.sending.batch_calls.providers import (
    POSTMARK_INACTIVE,
    POSTMARK_INVALID,
    POSTMARK_OK,
    POSTMARK_PENDING,
    provider,
)

MAIL = EncodedMail("receiver1@example.com", b"{}", {})


@pytest.fixture
def api(settings):
    with provider(settings, "postmark"):
        yield Postmark()


def outcome_of(api, entry):
    (outcome,) = api.answers([entry], [MAIL])
    return outcome


def test_a_mail_that_is_taken_has_its_id(api):
    outcome = outcome_of(api, POSTMARK_OK)

    assert (outcome.status, outcome.reply, outcome.message_id) == (
        "sent",
        "sent",
        "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
    )


def test_one_that_may_be_late_is_queued_there(api):
    entry = POSTMARK_OK | {"Message": "Message accepted, but delivery may be delayed."}

    assert outcome_of(api, entry).reply == "queued"


@pytest.mark.parametrize("entry", [POSTMARK_INACTIVE, POSTMARK_INVALID], ids=["inactive", "invalid"])
def test_a_reader_whom_it_refuses_is_refused_for_ever_and_stops_nothing(api, entry):
    outcome = outcome_of(api, entry)

    assert outcome.status == "failed"
    assert outcome.reply == f"{entry['ErrorCode']} {entry['Message']}"
    assert not outcome.stop_reason


def test_an_account_that_may_not_send_stops_all_sending(api):
    outcome = outcome_of(api, POSTMARK_PENDING)

    assert (outcome.status, outcome.stop_reason) == ("retry", "provider")


@pytest.mark.parametrize("code", [100, 429])
def test_what_is_for_later_is_tried_again(api, code):
    assert outcome_of(api, {"ErrorCode": code, "Message": "later"}).status == "retry"


@pytest.mark.parametrize(
    "entry",
    [
        POSTMARK_OK | {"To": "receiver2@example.com"},
        {"Message": "OK"},
        {"ErrorCode": 0, "Message": "OK"},
        None,
        "OK",
    ],
    ids=["another's", "no code", "nobody's", "null", "a word"],
)
def test_an_entry_that_does_not_speak_of_this_mail_leaves_it_uncertain(api, entry):
    assert outcome_of(api, entry).status == "uncertain"


@pytest.mark.parametrize("answer", [{"ErrorCode": 0, "Message": "OK"}, None, 7, []], ids=str)
def test_an_answer_that_is_no_list_speaks_of_nobody(api, answer):
    assert api.answers(answer, [MAIL]) == []


def test_a_mail_is_what_anymail_would_send_alone(api, settings):
    message = EmailMessage("Today 今天", "text", "Daily <daily@news.test>", ["ada@reader.test"])
    message.metadata = {"delivery": "abc"}

    mail = api.encode(message)

    assert mail.recipient == "ada@reader.test"
    assert b'"To": "ada@reader.test"' in mail.data
    assert b'"Metadata": {"delivery": "abc"}' in mail.data
    assert mail.headers["X-Postmark-Server-Token"] == "token"
