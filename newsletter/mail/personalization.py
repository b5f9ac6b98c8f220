"""The words of a mail that are one reader's own: what the inbox shows, the counts, the clock, and why it came."""

from django.conf import settings
from django.utils.translation import gettext as _

from newsletter.editions.types import Edition
from newsletter.mail import masthead, subject
from newsletter.mail.correction_notices import CorrectionNotice, correction_preheader
from newsletter.mail.recipient import Recipient
from newsletter.renderers import dates


def personal_words(
    edition: Edition, recipient: Recipient | None = None, corrections: tuple[CorrectionNotice, ...] = ()
) -> dict[str, str]:
    """By the names under which the templates ask for them. In the edition's language, which must be active."""
    return {
        **(_nothing_told(corrections) if edition.is_empty else _told(edition)),
        "window": window(edition, recipient.time_zone if recipient else None),
        "edition_sentence": masthead.edition_sentence(edition),
        "why": why(recipient.email, recipient.choices()) if recipient else "",
    }


def _told(edition: Edition) -> dict[str, str]:
    return {
        "preheader": subject.padded_preheader(edition),
        "scope": masthead.scope(edition),
        "who_wrote": masthead.who_wrote(edition),
    }


def _nothing_told(corrections: tuple[CorrectionNotice, ...]) -> dict[str, str]:
    """Of a mail that only corrects an earlier one."""
    return {
        "preheader": correction_preheader(corrections),
        "scope": _("Nothing else to tell"),
        "who_wrote": _("A person wrote this correction."),
    }


def window(edition: Edition, time_zone: str | None = None) -> str:
    """The hours that were read, and the same on the reader's clock where that is another."""
    there = masthead.reader_window(edition, time_zone) if time_zone else ""
    return dates.window(edition) + (masthead.between_parts() + there if there else "")


def why(email: str, choices: dict[str, str]) -> str:
    """Who asked for this mail, and with which choices (Recipient.choices)."""
    return _(
        "You get this mail because %(email)s subscribed to %(newsletter_name)s: "
        "%(repositories)s, %(topics)s, in %(language)s, %(frequency)s at %(hour)s (%(place)s)."
    ) % {
        "email": email,
        "newsletter_name": settings.NEWSLETTER_NAME,
        **choices,
    }
