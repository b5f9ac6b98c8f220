"""Finished bytes for each reader, in microseconds: the mails of newsletter.mail.compose, joined from fragments."""

import secrets
from email.utils import formatdate, parseaddr
from functools import lru_cache
from time import time

from django.conf import settings
from django.core.mail.message import forbid_multi_line_headers, sanitize_address

from digest.text import CONTROL, clean_header
from newsletter.editions import content
from newsletter.editions.links import edition_url
from newsletter.editions.selection import mail_budget, select
from newsletter.mail import subject
from newsletter.mail.compose import (
    MAX_HTML,
    compose_delivery,
    ever_lighter,
    message_id,
    shared_headers,
    unsubscribe_headers,
)
from newsletter.mail.fragments.assembler import is_too_large, join
from newsletter.mail.fragments.byte_template import LongLineError
from newsletter.mail.fragments.cache import fragments_of
from newsletter.mail.fragments.merge_fields import first_stories
from newsletter.mail.raw_message import Prepared
from subscribers.addresses import require_addr_spec
from subscribers.signed_links import preferences_url, unsubscribe_url

BOUNDARY = "=_" + secrets.token_hex(12)  # of this process: nobody can write it into a title
FIXED = {
    "MIME-Version": "1.0",
    "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
    "Auto-Submitted": "auto-generated",
}
PART = (
    f'--{BOUNDARY}\r\nContent-Type: text/%s; charset="utf-8"\r\n'
    "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)
TEXT, HTML, END = (PART % "plain").encode(), (PART % "html").encode(), f"--{BOUNDARY}--\r\n".encode()


class HeaderError(ValueError):
    """What should stand in a header has a control character in it."""


def prepare(deliveries):
    """For each delivery, in turn, (delivery, Prepared), or (delivery, None) where its selection takes nothing."""
    for delivery in deliveries:
        yield delivery, prepared(delivery)


def prepared(delivery):
    """The mail of this delivery, or None where its selection takes nothing of its days.

    Raises HeaderError, and AddressError where the reader has not one plain address.
    """
    selection = delivery.selection
    everything = content.cached_content(delivery.digests(), selection.language)
    edition = select(everything, selection, mail_budget())
    if edition.is_empty:
        return None
    try:
        return _joined(delivery, edition, fragments_of(everything))
    except LongLineError:  # Django knows how to encode such a mail
        return Prepared.of(compose_delivery(delivery))


def _joined(delivery, edition, fragments):
    subscriber = delivery.subscriber
    links = {
        "web_url": edition_url(delivery),
        "preferences_url": preferences_url(subscriber),
        "unsubscribe_url": unsubscribe_url(subscriber),
    }
    recipient = require_addr_spec(subscriber.email)
    own = _own_lines(recipient, message_id(delivery), links["unsubscribe_url"])
    for light in ever_lighter(edition):
        html, text = join(fragments, light, subscriber, links)
        head = _shared_lines(fragments, light["edition"])
        text = b"".join(text)
        content = b"".join([*head, own, b"\r\n", TEXT, text, b"\r\n", HTML, *html, END])
        if len(content) <= MAX_HTML or not is_too_large(html):
            break
    # No line of HTML begins with a dot (subscribers.mail.lines.in_lines): looking through all of it would take long.
    has_dots = text.startswith(b".") or b"\n." in text
    return Prepared(_sender(settings.DEFAULT_FROM_EMAIL)[0], recipient, content, is_8bit=True, has_dots=has_dots)


def _shared_lines(fragments, edition):
    """The headers that other mails have, too, in pieces."""
    return (
        fragments.by_choice(lambda: _lines(FIXED | shared_headers(edition)), "headers"),
        fragments.by_choice(lambda: _subject(edition), "subject", edition.stories_shown, *first_stories(edition)),
        _sender(settings.DEFAULT_FROM_EMAIL)[1],
        _date(int(time())),
    )


@lru_cache(maxsize=16)
def _sender(address):
    """(the envelope's address, the header)."""
    return parseaddr(sanitize_address(address, "utf-8"))[1], _lines({"From": address})


@lru_cache(maxsize=4)
def _date(second):
    return _lines({"Date": formatdate(second, localtime=settings.EMAIL_USE_LOCALTIME)})


def _subject(edition):
    return _lines({"Subject": clean_header(subject.subject(edition))})


def _lines(headers):
    """Headers as they go out; what is not ASCII is encoded and folded as Django does it."""
    for name, value in headers.items():
        _refuse_control(name, value)
    folded = (forbid_multi_line_headers(name, value, "utf-8") for name, value in headers.items())
    text = "".join(f"{name}: {value}\n" for name, value in folded)
    return text.replace("\n", "\r\n").encode("ascii")


def _own_lines(recipient, own_id, unsubscribe_url):
    """The headers that no other mail has, each of ASCII and on one line."""
    headers = {"To": recipient, "Message-ID": own_id, **unsubscribe_headers(unsubscribe_url)}
    if not "".join(headers.values()).isprintable():
        for name, value in headers.items():
            _refuse_control(name, value)
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()]).encode("ascii")


def _refuse_control(name, value):
    if CONTROL.search(value):
        raise HeaderError(f"{name} has a control character: {value!r}")
