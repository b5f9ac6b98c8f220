"""Which providers take many mails a call, and how many."""

import pytest

from newsletter.sending.batch_calls.choice import get_batch_api, mails_per_call
from newsletter.sending.batch_sender import BatchSender
from newsletter.sending.sender import Sender, new_sender
from tests.newsletter.sending.batch_calls.providers import provider

pytestmark = pytest.mark.django_db

MOST = {"postmark": 500, "resend": 100}


@pytest.fixture(params=MOST)
def name(request, settings):
    with provider(settings, request.param):
        yield request.param


def test_calls_are_as_large_as_the_provider_takes_them(name):
    api = get_batch_api()

    assert type(api).__name__.lower() == name
    assert mails_per_call(api) == MOST[name]


@pytest.mark.parametrize(("wanted", "is_lowered"), [(50, True), (5000, False)])
def test_settings_make_them_smaller_and_never_larger(name, settings, wanted, is_lowered):
    settings.MAIL_PER_CALL = wanted

    assert mails_per_call(get_batch_api()) == (wanted if is_lowered else MOST[name])


@pytest.mark.parametrize(("rate", "most"), [(14, 14), (0.5, 1), (10_000, 500)])
def test_a_call_has_no_more_than_a_second_may_have(settings, rate, most):
    with provider(settings, "postmark", MAIL_RATE_PER_SECOND=rate):
        assert mails_per_call(get_batch_api()) == most


def test_one_mail_a_call_is_what_any_backend_does(name, settings):
    settings.MAIL_PER_CALL = 1

    assert get_batch_api() is None
    with new_sender() as sending:
        assert type(sending) is Sender


def test_a_sender_of_such_a_provider_claims_a_whole_call(name):
    with new_sender() as sending:
        assert type(sending) is BatchSender
        assert sending.claim_size == sending.per_call == MOST[name]


@pytest.mark.parametrize(
    "backend", ["anymail.backends.mailgun.EmailBackend", "django.core.mail.backends.smtp.EmailBackend"]
)
def test_all_others_take_one(settings, backend):
    settings.EMAIL_BACKEND, settings.MAIL_PER_CALL = backend, 0

    assert get_batch_api() is None
