"""Headers of a newsletter: List-Id, List-Unsubscribe, Feedback-ID, Message-ID."""

from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from digest import languages
from digest.text import clean_header
from newsletter.editions.types import Edition
from subscribers.mail.encoded_words import encoded_words

FEEDBACK_SENDER_LENGTH = 15  # characters that Gmail's statistics take of a sender's id, at least 5


def message_id(delivery: Any) -> str:
    """The same for every try at this delivery, so that a second copy is known as one."""
    return f"<{delivery.public_id}@{sender_domain()}>"


def shared_headers(edition: Edition) -> dict[str, str]:
    """What says which newsletter this is, the same for every reader of its language."""
    return {
        "List-Id": _list_id(),
        "List-Archive": f"<{settings.SITE_URL}{reverse('newsletter:archive')}>",
        "List-Help": f"<{settings.SITE_URL}{reverse('subscribers:privacy')}>",
        "Feedback-ID": f"{edition.date:%Y%m%d}:{edition.language}:digest:{_sender_id()}",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        "Content-Language": languages.get(edition.language).tag,
    }


def unsubscribe_headers(url: str) -> dict[str, str]:
    """One click, RFC 8058."""
    return {"List-Unsubscribe": f"<{url}>{_mailto(url)}", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _mailto(url):
    """Another way for programs that only write mails; the token of this address stands in the subject."""
    if not settings.MAIL_UNSUBSCRIBE_TO:
        return ""
    address = quote(parseaddr(settings.MAIL_UNSUBSCRIBE_TO)[1], safe="@+")
    return f", <mailto:{address}?subject=unsubscribe%20{url.rpartition('/')[2]}>"


def sender_domain() -> str:
    """The domain of DEFAULT_FROM_EMAIL, which DKIM signs."""
    return _domain(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=16)
def _domain(address):
    return parseaddr(address)[1].rpartition("@")[2]


def _list_id():
    """RFC 2919; the name is encoded by itself, for an encoded <id> is none."""
    name = clean_header(settings.NEWSLETTER_NAME)
    return f"{name if name.isascii() else encoded_words('List-Id', name)} <daily.{sender_domain()}>"


def _sender_id():
    return (slugify(settings.NEWSLETTER_NAME) or slugify(sender_domain().replace(".", "-")))[:FEEDBACK_SENDER_LENGTH]
