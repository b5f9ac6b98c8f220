"""What became of one attempt to send: the words of SMTP and of the providers, translated in one table.

Where nobody can know whether the mail was accepted, the outcome is `uncertain`: a reader forgives a missing mail
sooner than a second one.
"""

import re
import smtplib
from dataclasses import dataclass, replace

import requests
from anymail import exceptions as anymail
from django.core.mail import BadHeaderError
from urllib3.exceptions import NewConnectionError

from newsletter.models import Delivery, Sending

Status, Reason = Delivery.Status, Sending.Reason
LONGEST_WAIT = 6 * 3600  # seconds; a provider that asks for more is asked again all the same


# Our sender address is refused, or what proves it (SPF, DKIM, DMARC): no fault of any reader, and it would go on so.
POLICY = re.compile(r"\b[45]\.7\.(1|2[0-9]|30|509|515)\b")
ACCOUNT = re.compile(r"suspend|deactivat|\baccount\b.{0,40}\b(disabled|blocked|closed|pending)", re.I | re.S)


@dataclass(frozen=True)
class Outcome:
    """`wait`: seconds that the other side asked for. `way_is_shut`: no fault of this mail, the next would fail too.

    `stops`: why all sending must stop until the operator has looked. `is_untried`: the server never saw the mail.
    """

    status: str
    reply: str = ""
    message_id: str = ""
    skip_reason: str = ""
    wait: int = 0
    way_is_shut: bool = False
    stops: str = ""
    is_untried: bool = False


def accepted(message, count):
    """The outcome of a send that raised nothing; `count` is what the backend says it sent."""
    anymail_status = getattr(message, "anymail_status", None)
    if anymail_status is None or anymail_status.status is None:
        return Outcome(Status.SENT) if count else Outcome(Status.FAILED, "the backend sent nothing")
    words = ", ".join(sorted(filter(None, anymail_status.status)))
    if anymail_status.status <= {"sent", "queued"}:
        return Outcome(Status.SENT, words, anymail_status.message_id or "")
    refused = anymail_status.status <= {"failed", "invalid", "rejected"}
    return Outcome(Status.FAILED if refused else Status.UNCERTAIN, words, anymail_status.message_id or "")


def of_opening(error):
    """The outcome for every waiting mail where the connection could not be opened."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return _stopping(Outcome(Status.RETRY, told(error), way_is_shut=True), Reason.PROVIDER)
    return Outcome(Status.RETRY, told(error), way_is_shut=True)


def of_error(error):
    """The outcome of a send that raised this; of what is not known here nobody knows what was sent."""
    for kinds, translate in TABLE:
        if isinstance(error, kinds):
            return translate(error)
    return Outcome(Status.UNCERTAIN, told(error))


def told(error):
    return f"{type(error).__name__}: {error}"


def _of_code(code, reply):
    """Of a complete SMTP reply: 4xx is for later, 5xx for ever."""
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    outcome = Outcome(Status.RETRY if 400 <= code < 500 else Status.FAILED, f"{code} {words}")
    if code >= 500 and POLICY.search(words):
        return _stopping(outcome, Reason.POLICY)
    return _stopping(outcome, Reason.PROVIDER) if code >= 500 and ACCOUNT.search(words) else outcome


def _stopping(outcome, reason):
    """The mail waits as all others do; its attempt counts, so that one mail cannot stop sending for ever."""
    return replace(outcome, status=Status.RETRY, stops=reason)


def _of_refused_recipient(error):
    return _of_code(*next(iter(error.recipients.values())))


def _of_reply(error):
    return _of_code(error.smtp_code, error.smtp_error)


def _of_broken_connection(error):
    known = getattr(error, "nothing_was_sent", False)
    return Outcome(Status.RETRY if known else Status.UNCERTAIN, told(error))


def _never_sent(error):
    return Outcome(Status.FAILED, told(error))


def _of_provider(error):
    """Of a provider's API, by the status of its answer; none means that the connection broke."""
    if error.status_code is None:
        return of_opening(error) if _was_not_connected(error) else Outcome(Status.UNCERTAIN, told(error))
    if error.status_code in (401, 403) or (400 <= error.status_code < 500 and ACCOUNT.search(told(error))):
        return _stopping(Outcome(Status.RETRY, told(error), way_is_shut=True), Reason.PROVIDER)
    if error.status_code == 429:
        return Outcome(Status.RETRY, told(error), wait=_asked_wait(error.response), way_is_shut=True)
    if error.status_code in (502, 504):  # of a gateway: what stands behind it may have accepted the mail
        return Outcome(Status.UNCERTAIN, told(error))
    if error.status_code >= 500:
        return Outcome(Status.RETRY, told(error), wait=_asked_wait(error.response))
    return Outcome(Status.FAILED if error.status_code >= 400 else Status.UNCERTAIN, told(error))


def _was_not_connected(error):
    """Whether no connection came about, as opposed to one that broke: requests hides it two causes deep."""
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _asked_wait(response):
    """Seconds of a Retry-After header, bounded; 0 where there is none or it is a date."""
    header = response.headers.get("Retry-After", "") if response is not None else ""
    return min(int(header), LONGEST_WAIT) if header.isdecimal() else 0


TABLE = [  # the first that fits
    (smtplib.SMTPRecipientsRefused, _of_refused_recipient),
    (smtplib.SMTPResponseException, _of_reply),
    (anymail.AnymailAPIError, _of_provider),
    (anymail.AnymailError, _never_sent),  # refused before anything left: a recipient, a feature, a setting
    ((BadHeaderError, UnicodeError), _never_sent),
    (OSError, _of_broken_connection),  # SMTPServerDisconnected is one
]
