"""Django's message for each reader, in microseconds: the same mail as fast_compose, for backends that take no bytes."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from digest.text import clean_header
from newsletter.editions import content
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from newsletter.mail import subject
from newsletter.mail.compose import compose_delivery
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.fragments.assembler import assemble, is_too_large
from newsletter.mail.fragments.byte_template import LongLineError
from newsletter.mail.fragments.cache import DigestFragments, get_fragments
from newsletter.mail.headers import message_id, shared_headers, unsubscribe_headers
from newsletter.mail.recipient import Recipient
from newsletter.mail.size_limit import smaller_versions
from subscribers.addresses import require_addr_spec
from subscribers.mail.encoded_words import Message


def compose_message(delivery: Any, corrections: tuple[CorrectionNotice, ...] = ()) -> EmailMultiAlternatives | None:
    """As newsletter.mail.compose.compose_delivery. Raises AddressError where the reader has not one plain address."""
    everything = content.cached_content(delivery.digests(), delivery.selection.language)
    edition = select(everything, delivery.selection, mail_budget())
    if edition.is_empty:
        return compose_delivery(delivery, corrections)
    try:
        return _joined(delivery, edition, get_fragments(everything), corrections)
    except LongLineError:
        return compose_delivery(delivery, corrections)


def _joined(
    delivery: Any, edition: Edition, fragments: DigestFragments, corrections: tuple[CorrectionNotice, ...]
) -> EmailMultiAlternatives:
    recipient = Recipient.of_delivery(delivery)
    address = require_addr_spec(recipient.email)
    for version in smaller_versions(edition):
        html, text, _inbox_key = assemble(fragments, version, recipient, corrections)
        if not is_too_large(html):
            break
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": message_id(delivery)}
    headers |= shared_headers(edition) | unsubscribe_headers(recipient.links["unsubscribe_url"])
    with translation.override(edition.language):
        title = clean_header(subject.subject(version.edition))
    message = Message(title, _lines(text), to=[address], headers=headers)
    message.attach_alternative(_lines(html).removesuffix("\n"), "text/html")
    return message


def _lines(pieces: Sequence[bytes]) -> str:
    return b"".join(pieces).decode().replace("\r\n", "\n")
