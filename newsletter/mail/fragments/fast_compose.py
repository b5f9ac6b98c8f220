"""Finished bytes for each reader, in microseconds: the mails of newsletter.mail.compose, joined from fragments."""

from dataclasses import replace
from time import time
from typing import Any

from django.conf import settings

from digest.text import clean_header
from newsletter.editions import content
from newsletter.editions.selection import mail_budget, select
from newsletter.mail import subject
from newsletter.mail.compose import compose_delivery
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.fragments import mime
from newsletter.mail.fragments.assembler import assemble, is_too_large
from newsletter.mail.fragments.byte_template import LongLineError
from newsletter.mail.fragments.cache import get_fragments
from newsletter.mail.headers import message_id, shared_headers, unsubscribe_headers
from newsletter.mail.raw_message import RawMessage
from newsletter.mail.recipient import Recipient
from newsletter.mail.return_path import return_path
from newsletter.mail.size_limit import MAX_HTML, smaller_versions
from subscribers.addresses import require_addr_spec


def compose_raw(delivery: Any, corrections: tuple[CorrectionNotice, ...] = ()) -> RawMessage | None:
    """The mail of this delivery, or None where its selection takes nothing of its days and nothing is corrected.

    Raises HeaderError, and AddressError where the reader has not one plain address.
    """
    selection = delivery.selection
    everything = content.cached_content(delivery.digests(), selection.language)
    edition = select(everything, selection, mail_budget())
    if edition.is_empty:  # few mails correct something and have nothing else to tell
        return _whole(delivery, corrections) if corrections else None
    try:
        return _assembled(delivery, edition, get_fragments(everything), corrections)
    except LongLineError:  # Django knows how to encode such a mail
        return _whole(delivery, corrections)


def _whole(delivery, corrections):
    whole = compose_delivery(delivery, corrections)
    return replace(RawMessage.of(whole), sender=_return_path(delivery)) if whole else None


def _assembled(delivery, edition, fragments, corrections):
    recipient = Recipient.of_delivery(delivery)
    address = require_addr_spec(recipient.email)
    own_headers, encoding = _own_headers(address, delivery, recipient), settings.MAIL_ENCODING
    for version in smaller_versions(edition):
        html, text_pieces, inbox_key = assemble(fragments, version, recipient, corrections)
        head = _shared_headers(fragments.renderer, version.edition, inbox_key)
        text = b"".join(mime.encode_body(text_pieces, encoding))
        html_part = (mime.part_head("html", encoding), *mime.encode_body(html, encoding), mime.END)
        content = b"".join([*head, own_headers, b"\r\n", mime.part_head("plain", encoding), text, b"\r\n", *html_part])
        if len(content) <= MAX_HTML or not is_too_large(html):
            break
    is_8bit = encoding == "8bit"
    # No line of HTML begins with a dot (subscribers.mail.lines.in_lines): looking through all of it would take long.
    has_dots = not is_8bit or text.startswith(b".") or b"\n." in text
    return RawMessage(_return_path(delivery), address, content, is_8bit=is_8bit, has_dots=has_dots)


def _return_path(delivery):
    return return_path(delivery.public_id) if settings.MAIL_BOUNCE_ADDRESS else _sender().address


def _sender():
    return mime.sender(settings.DEFAULT_FROM_EMAIL, settings.MAIL_REPLY_TO)


def _shared_headers(renderer, edition, inbox_key):
    """The headers that other mails have, too, in pieces."""
    cached = renderer.cached_by_selection
    return (
        cached(lambda: mime.header_lines(mime.FIXED_HEADERS | shared_headers(edition)), "headers"),
        cached(lambda: _subject(edition), "subject", *inbox_key),
        _sender().header,
        mime.date_line(int(time())),
    )


def _subject(edition):
    return mime.header_lines({"Subject": clean_header(subject.subject(edition))})


def _own_headers(address, delivery, recipient):
    """The headers that no other mail has."""
    unsubscribe = unsubscribe_headers(recipient.links["unsubscribe_url"])
    return mime.short_header_lines({"To": address, "Message-ID": message_id(delivery), **unsubscribe})
