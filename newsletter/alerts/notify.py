"""Telling operators: by mail, by a webhook, and by a ping to a monitor outside that waits for it."""

import logging
from email.utils import parseaddr
from typing import Any

import requests
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from digest.defang import defang
from newsletter.alerts.problem import WHAT_TO_DO
from newsletter.models import Alert
from newsletter.redaction import redact
from subscribers.mail.compose import new_message_id
from subscribers.mail.encoded_words import Message
from subscribers.mail.safety import is_reserved_address

logger = logging.getLogger(__name__)

TIMEOUT = (3, 10)  # seconds to connect and to read


def operators() -> list[str]:
    """Whom to tell: ADMINS, else the sender's own address; nobody where that is the sample's."""
    addresses = [address for _name, address in settings.ADMINS] or [parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
    return [address for address in addresses if not is_reserved_address(address)]


def tell(alert: Alert, is_over: bool) -> bool:
    """By every way that is set. Returns whether one of them took it, or there is none."""
    ways = [way for way, is_set in ((_mail, operators()), (_post, settings.ALERT_WEBHOOK_URL)) if is_set]
    taken = [way(alert, is_over) for way in ways]  # each is asked, whatever the one before said
    return any(taken) or not ways


def ping(wrong: list[str]) -> None:
    """Tell a monitor of the healthchecks.io kind that the clock ticks, or what is wrong: silence is told too."""
    url = settings.ALERT_PING_URL
    if url:
        _request(f"{url.rstrip('/')}/fail" if wrong else url, data="\n".join(wrong).encode())


def message_of(alert: Alert, is_over: bool) -> Message:
    """The mail to the operators."""
    with translation.override(settings.LANGUAGE_CODE):
        name = {"newsletter": settings.NEWSLETTER_NAME, "what": alert}
        subject = (_("%(newsletter)s: over: %(what)s") if is_over else _("%(newsletter)s: %(what)s")) % name
        lines = [
            _("Since: %(time)s UTC") % {"time": f"{alert.since:%Y-%m-%d %H:%M}"},
            _("Reason: %(reason)s") % {"reason": defang(alert.reason)} if alert.reason else "",
            _("Over since: %(time)s UTC") % {"time": f"{alert.ended_at:%Y-%m-%d %H:%M}"} if is_over else "",
            "" if is_over else str(WHAT_TO_DO[alert.kind]),
            settings.SITE_URL + reverse("admin:index"),
        ]
    text = "\n\n".join(line for line in lines if line) + "\n"
    return Message(defang(subject), text, to=operators(), headers={"Message-ID": new_message_id()})


def document_of(alert: Alert, is_over: bool) -> dict[str, Any]:
    """The JSON that the webhook is sent: the same words, with the names of the columns."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "newsletter": settings.NEWSLETTER_NAME,
            "event": "ended" if is_over else "opened",
            "kind": alert.kind,
            "text": str(alert),
            "subject": alert.subject,
            "reason": alert.reason,
            "what_to_do": str(WHAT_TO_DO[alert.kind]),
            "since": alert.since.isoformat(),
            "ended_at": alert.ended_at.isoformat() if alert.ended_at else None,
            "url": settings.SITE_URL + reverse("admin:index"),
        }


def _mail(alert, is_over):
    try:
        message_of(alert, is_over).send()
    except Exception:  # the transport may be what is broken
        logger.exception("The operators could not be told by mail")
        return False
    return True


def _post(alert, is_over):
    return _request(settings.ALERT_WEBHOOK_URL, json=document_of(alert, is_over))


def _request(url: str, **body: Any) -> bool:
    """POST; whether it was taken. A redirect is not followed: the address is the operator's, where it leads is not."""
    try:
        answer = requests.post(url, timeout=TIMEOUT, allow_redirects=False, **body)
        answer.raise_for_status()
    except requests.RequestException as error:
        logger.warning("An alert was not taken: %s", redact(str(error)))
        return False
    return answer.status_code < 300
