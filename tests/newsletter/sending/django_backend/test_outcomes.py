"""What a refusal says: of the recipient's address, or of anything else, which must suppress nobody."""

import smtplib

import pytest
import requests
from anymail import exceptions as anymail

from newsletter.sending.django_backend.outcomes import of_error, of_refusal, of_shared_error


def refused_recipient(code, words):
    return of_error(smtplib.SMTPRecipientsRefused({"ada@reader.test": (code, words.encode())}))


@pytest.mark.parametrize(
    "words",
    [
        "5.1.1 <ada@reader.test>: Recipient address rejected: User unknown in virtual mailbox table",  # Postfix
        "5.1.1 <ada@reader.test>... User unknown",  # Sendmail
        "5.1.1 The email account that you tried to reach does not exist. Please try\n5.1.1 double-checking",  # Gmail
        "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@reader.test not found by SMTP address lookup",  # Exchange
        "5.1.2 <ada@reader.test>: Recipient address rejected: Domain not found",
        "5.1.3 The recipient address <ada@reader.test> is not a valid RFC-5321 address",
        "5.1.6 Recipient no longer on server",
    ],
)
def test_an_address_that_is_unknown_for_ever_is_dead(words):
    outcome = refused_recipient(550, words)

    assert outcome.status == "failed"
    assert outcome.dead_address


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (450, "4.1.1 <ada@reader.test>: unverified address"),
        (450, "5.1.1 a code that belies itself"),
        (550, "5.1.0 Address rejected"),
        (550, "5.1.7 Bad sender's mailbox address syntax"),
        (550, "5.1.8 <daily@news.test>: Sender address rejected: Domain not found"),
        (550, "5.2.1 The user you are trying to contact is receiving mail at a rate that prevents more"),
        (552, "5.2.2 The email account that you tried to reach is over quota"),
        (550, "5.4.1 Recipient address rejected: Access denied"),
        (503, "5.5.1 RCPT first"),
        (554, "5.7.1 <ada@reader.test>: Relay access denied"),
        (550, "5.7.26 Unauthenticated mail; see the page on 5.1.1 errors"),
        (550, "5.1.11 no code that anybody knows"),
        (550, "No such user here"),
        (550, ""),
    ],
)
def test_what_blames_anything_else_or_nothing_says_nothing_of_the_address(code, words):
    assert not refused_recipient(code, words).dead_address


def test_a_mail_that_is_refused_as_a_whole_may_blame_the_recipient():
    outcome = of_error(smtplib.SMTPDataError(550, b"5.1.1 mailbox unavailable"))

    assert outcome.status == "failed"
    assert outcome.dead_address


def test_a_refused_sender_never_speaks_of_the_recipient():
    outcome = of_error(smtplib.SMTPSenderRefused(550, b"5.1.1 unknown", "daily@news.test"))

    assert outcome.status == "failed"
    assert not outcome.dead_address


def test_a_refusal_that_stops_all_sending_leaves_the_address_alone():
    outcome = refused_recipient(550, "5.1.1 your account is disabled")

    assert outcome.stop_reason == "provider"
    assert not outcome.dead_address


def answered(status):
    response = requests.Response()
    response.status_code, response.reason, response._content = status, "", b"{}"
    return anymail.AnymailRequestsAPIError(response=response)


@pytest.mark.parametrize(
    ("status", "alone", "shared"),
    [
        (422, "failed", "retry"),  # one of them may be at fault, or none
        (413, "failed", "retry"),
        (429, "retry", "retry"),
        (500, "retry", "uncertain"),  # it may have broken down in the middle
        (503, "retry", "retry"),
        (504, "uncertain", "uncertain"),
        (200, "uncertain", "uncertain"),
    ],
)
def test_what_meets_a_whole_call_is_held_against_none_of_its_mails_and_never_sent_twice(status, alone, shared):
    assert of_error(answered(status)).status == alone
    assert of_shared_error(answered(status)).status == shared


def test_a_refusal_that_speaks_of_the_account_stops_sending():
    assert of_refusal("406 Found inactive addresses").stop_reason == ""
    assert of_refusal("412 While your account is pending approval").stop_reason == "provider"
