"""What Resend's answer says of each mail of a call, and that one mail with a mistake does not stop the others."""

import pytest
from django.core.mail import EmailMessage

from newsletter.sending.batch_calls.batch_api import EncodedMail
from newsletter.sending.batch_calls.resend import Resend
from tests.newsletter.sending.batch_calls.providers import RESEND_REFUSED, provider

# As https://resend.com/changelog/batch-idempotency-keys shows it.
DATA = [{"id": "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}, {"id": "c11a2b12-c014-41df-9386-2b9b8240cbd5"}]
THREE = [EncodedMail(f"{name}@reader.test", b"{}", {}) for name in ("ada", "bob", "cyd")]


@pytest.fixture
def esp(settings):
    with provider(settings, "resend") as server:
        yield server


@pytest.fixture
def api(esp):
    return Resend()


def seen(outcomes):
    return [(outcome.status, outcome.message_id) for outcome in outcomes]


def test_ids_belong_to_the_mails_in_their_order(api):
    assert seen(api.answers({"data": DATA}, THREE[:2])) == [("sent", entry["id"]) for entry in DATA]


def test_what_is_refused_is_named_by_its_number_and_the_ids_are_of_the_others(api):
    first, refused, third = api.answers({"data": DATA, "errors": [RESEND_REFUSED]}, THREE)

    assert seen([first, third]) == [("sent", entry["id"]) for entry in DATA]
    assert (refused.status, refused.reply) == ("failed", "Invalid `to` field.")


def test_ids_that_do_not_add_up_are_nobodys(api):
    outcomes = api.answers({"data": DATA[:1], "errors": [RESEND_REFUSED]}, THREE)

    assert [outcome.status for outcome in outcomes] == ["uncertain", "failed", "uncertain"]


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, {"data": None}, {"data": [{}]}, {"data": DATA, "errors": [{"index": "x", "message": ""}]}],
    ids=str,
)
def test_an_answer_of_another_shape_speaks_of_nobody(api, answer):
    assert api.answers(answer, THREE) == []


def test_a_call_asks_that_valid_mails_are_taken_whatever_the_others_are(api, esp):
    backend = api.backend
    backend.open()
    mails = [api.encode(EmailMessage("Today", "text", "daily@news.test", [mail.recipient])) for mail in THREE]

    outcomes = api.send(backend, mails)

    backend.close()
    [(path, _bytes, posted, headers)] = esp.calls_seen
    assert path == "/emails/batch"
    assert headers["x-batch-validation"] == "permissive"
    assert headers["Authorization"] == "Bearer key"
    assert [mail["to"] for mail in posted] == [[mail.recipient] for mail in THREE]
    assert seen(outcomes) == [("sent", f"id of {mail.recipient}") for mail in THREE]
