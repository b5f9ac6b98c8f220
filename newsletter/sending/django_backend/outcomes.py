"""What became of one attempt to send: the words of SMTP and of the providers, translated in one table.

Where nobody can know whether the mail was accepted, the outcome is `uncertain`: a reader forgives a missing mail
sooner than a second one.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import requests
from anymail import exceptions as anymail
from django.core.mail import BadHeaderError, EmailMessage
from urllib3.exceptions import NewConnectionError

from newsletter.deliveries.outcome import DEAD_ADDRESS, Outcome
from newsletter.models import Delivery, SendingState

Status, Reason = Delivery.Status, SendingState.Reason
MAX_RETRY_AFTER = 6 * 3600  # seconds; a provider that asks for more is asked again all the same

# Our sender address is refused, or what proves it (SPF, DKIM, DMARC): no fault of any reader, and it would go on so.
POLICY = re.compile(r"\b[45]\.7\.(1|2[0-9]|30|509|515)\b")
ACCOUNT = re.compile(r"suspend|deactivat|\baccount\b.{0,40}\b(disabled|blocked|closed|pending)", re.I | re.S)


def accepted(message: EmailMessage, count: int | None) -> Outcome:
    """The outcome of a send that raised nothing; `count` is what the backend says it sent."""
    anymail_status = getattr(message, "anymail_status", None)
    if anymail_status is None or anymail_status.status is None:
        return Outcome(Status.SENT) if count else Outcome(Status.FAILED, "the backend sent nothing")
    words = ", ".join(sorted(filter(None, anymail_status.status)))
    if anymail_status.status <= {"sent", "queued"}:
        return Outcome(Status.SENT, words, anymail_status.message_id or "")
    refused = anymail_status.status <= {"failed", "invalid", "rejected"}
    return Outcome(Status.FAILED if refused else Status.UNCERTAIN, words, anymail_status.message_id or "")


def of_refusal(words: str) -> Outcome:
    """The outcome of a mail that a provider refused for ever in these words, among others that it took."""
    outcome = Outcome(Status.FAILED, words)
    return _stopping(outcome, Reason.PROVIDER) if ACCOUNT.search(words) else outcome


def of_shared_error(error: Exception) -> Outcome:
    """The outcome for each mail of a call that was to carry several: what refuses the whole may mean one of them.

    And a provider that broke down at such a call may have taken some before.
    """
    outcome, code = of_error(error), getattr(error, "status_code", None)
    if outcome.status == Status.FAILED:
        return replace(outcome, status=Status.RETRY)
    is_broken = code and code >= 500 and code != 503
    return Outcome(Status.UNCERTAIN, outcome.reply) if is_broken else outcome


def of_connect_error(error: Exception) -> Outcome:
    """The outcome for every waiting mail where the connection could not be opened."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return _stopping(Outcome(Status.RETRY, describe(error), transport_down=True), Reason.PROVIDER)
    return Outcome(Status.RETRY, describe(error), transport_down=True)


def of_error(error: Exception) -> Outcome:
    """The outcome of a send that raised this; of what is not known here nobody knows what was sent."""
    for kinds, translate in TRANSLATIONS:
        if isinstance(error, kinds):
            return translate(error)
    return Outcome(Status.UNCERTAIN, describe(error))


def describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _of_code(code: int, reply: bytes | str) -> Outcome:
    """Of a complete SMTP reply: 4xx is for later, 5xx for ever."""
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    outcome = Outcome(Status.RETRY if 400 <= code < 500 else Status.FAILED, f"{code} {words}")
    if code >= 500 and POLICY.search(words):
        return _stopping(outcome, Reason.POLICY)
    return _stopping(outcome, Reason.PROVIDER) if code >= 500 and ACCOUNT.search(words) else outcome


def _stopping(outcome: Outcome, reason: str) -> Outcome:
    """The mail waits as all others do; its attempt counts, so that one mail cannot stop sending for ever."""
    return replace(outcome, status=Status.RETRY, stop_reason=reason)


def _of_refused_recipient(error: smtplib.SMTPRecipientsRefused) -> Outcome:
    return _of_recipient(*next(iter(error.recipients.values())))


def _of_refused_data(error: smtplib.SMTPDataError) -> Outcome:
    return _of_recipient(error.smtp_code, error.smtp_error)


def _of_recipient(code: int, reply: bytes | str) -> Outcome:
    """Of a reply to RCPT, DATA or the whole mail: only these can speak of the recipient's address."""
    outcome = _of_code(code, reply)
    is_dead = outcome.status == Status.FAILED and DEAD_ADDRESS.match(outcome.reply.partition(" ")[2].lstrip())
    return replace(outcome, dead_address=bool(is_dead))


def _of_reply(error: smtplib.SMTPResponseException) -> Outcome:
    return _of_code(error.smtp_code, error.smtp_error)


def _of_broken_connection(error: OSError) -> Outcome:
    known = getattr(error, "nothing_was_sent", False)
    return Outcome(Status.RETRY if known else Status.UNCERTAIN, describe(error))


def _never_sent(error: Exception) -> Outcome:
    return Outcome(Status.FAILED, describe(error))


def _of_provider(error: anymail.AnymailAPIError) -> Outcome:
    """Of a provider's API, by the status of its answer; none means that the connection broke."""
    if error.status_code is None:
        return of_connect_error(error) if _was_not_connected(error) else Outcome(Status.UNCERTAIN, describe(error))
    if error.status_code in (401, 403) or (400 <= error.status_code < 500 and ACCOUNT.search(describe(error))):
        return _stopping(Outcome(Status.RETRY, describe(error), transport_down=True), Reason.PROVIDER)
    if error.status_code == 429:
        return Outcome(Status.RETRY, describe(error), retry_after=_retry_after(error.response), transport_down=True)
    if error.status_code in (502, 504):  # of a gateway: what stands behind it may have accepted the mail
        return Outcome(Status.UNCERTAIN, describe(error))
    if error.status_code >= 500:
        return Outcome(Status.RETRY, describe(error), retry_after=_retry_after(error.response))
    return Outcome(Status.FAILED if error.status_code >= 400 else Status.UNCERTAIN, describe(error))


def _was_not_connected(error: Exception) -> bool:
    """Whether no connection came about, as opposed to one that broke: requests hides it two causes deep."""
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _retry_after(response: requests.Response | None) -> int:
    """Seconds of a Retry-After header, bounded; 0 where there is none or it is a date."""
    header = response.headers.get("Retry-After", "") if response is not None else ""
    return min(int(header), MAX_RETRY_AFTER) if header.isdecimal() else 0


TRANSLATIONS: list[tuple[Any, Callable[..., Outcome]]] = [  # the first that fits
    (smtplib.SMTPRecipientsRefused, _of_refused_recipient),
    (smtplib.SMTPDataError, _of_refused_data),
    (smtplib.SMTPResponseException, _of_reply),
    (anymail.AnymailAPIError, _of_provider),
    (anymail.AnymailError, _never_sent),  # refused before anything left: a recipient, a feature, a setting
    ((BadHeaderError, UnicodeError), _never_sent),
    (OSError, _of_broken_connection),  # SMTPServerDisconnected is one
]
