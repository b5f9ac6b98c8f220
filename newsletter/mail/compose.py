"""An edition becomes a mail to one reader: three templates, the headers of a newsletter, and never too large."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from newsletter.editions import content
from newsletter.editions.links import digest_url
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from newsletter.mail.context import shared_context
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.mail.headers import message_id, shared_headers, unsubscribe_headers
from newsletter.mail.personalization import personal_words
from newsletter.mail.recipient import Recipient
from newsletter.mail.size_limit import MAX_HTML, smaller_versions
from subscribers.mail.compose import compose_mail


def compose_delivery(delivery: Any, corrections: tuple[CorrectionNotice, ...] = ()) -> EmailMultiAlternatives | None:
    """The mail of this delivery, or None where its selection takes nothing of its days and nothing is corrected."""
    everything = content.cached_content(delivery.digests(), delivery.selection.language)
    edition = select(everything, delivery.selection, mail_budget())
    if edition.is_empty and not corrections:
        return None
    message = compose(edition, Recipient.of_delivery(delivery), corrections)
    message.extra_headers["Message-ID"] = message_id(delivery)
    return message


def compose(
    edition: Edition, recipient: Recipient | None = None, corrections: tuple[CorrectionNotice, ...] = ()
) -> EmailMultiAlternatives:
    """The message of this edition, which tells at least one story, or corrects one told before.

    Without a recipient (a preview) it has no address and no links to anybody's choices, and View in browser leads to
    the page of the day. Raises AddressError where the reader has not one plain address.
    """
    context = _context(edition, recipient) | {"corrections": corrections}
    for version in smaller_versions(edition):
        with translation.override(edition.language):
            shown = {"edition": version.edition, "titles": version.titles, "show_quotes": version.show_quotes}
            shown["personal"] = personal_words(version.edition, recipient, corrections)
        to = recipient.email if recipient else ""
        message = compose_mail("digest", context | shown, edition.language, to)
        if _html_size(message) <= MAX_HTML:
            break
    message.extra_headers |= shared_headers(edition)
    if recipient:
        message.extra_headers |= unsubscribe_headers(recipient.links["unsubscribe_url"])
    return message


def _html_size(message):
    return len(message.alternatives[0][0].encode())


def _context(edition, recipient):
    links = recipient.links if recipient else {"web_url": digest_url(edition.date, edition.language)}
    return shared_context(edition) | links | {"has_recipient": recipient is not None}
