"""Composing: three template files become one message to one person."""

from collections.abc import Mapping
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from digest import languages
from digest.text import clean_header
from subscribers.addresses import require_addr_spec
from subscribers.mail.encoded_words import Message
from subscribers.mail.lines import tidy
from subscribers.mail.mjml import to_html


def render_mail(name: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """(subject, text, html) of the mail whose templates are `mails/<name>/subject.txt`, `body.txt` and `body.mjml`."""
    context = {**context, "language_tag": languages.get(language).tag}
    with translation.override(language):
        subject, text, source = (
            render_to_string(f"mails/{name}/{part}", context) for part in ("subject.txt", "body.txt", "body.mjml")
        )
    return clean_header(subject), tidy(text) + "\n", to_html(source)


def new_message_id() -> str:
    """A Message-ID in the sender's domain; Django's own would tell the name of this machine."""
    return make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def compose_mail(name: str, context: Mapping[str, Any], language: str, to: str) -> EmailMultiAlternatives:
    """The message to this one address (empty: for a preview), not yet sent; the caller adds its own headers.

    Raises AddressError where `to` is anything else than one address: whatever carries the mail would take it apart.
    """
    recipients = [require_addr_spec(to)] if to else []
    subject, text, html = render_mail(name, context, language)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": new_message_id()}
    message = Message(subject, text, to=recipients, headers=headers)
    message.attach_alternative(html, "text/html")
    return message
