"""The words of a mail that are one reader's own: what the inbox shows, the counts, the clock, and why it came."""

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsletter import inbox, mail_words
from subscribers import choices

BOLD = '<strong class="i" style="color:#1D1F22;white-space:nowrap">{}</strong>'


def own_words(edition, subscriber=None):
    """By the names under which the templates ask for them. In the edition's language, which must be active."""
    return {
        "preheader": inbox.preheader(edition),
        "there": there(edition, subscriber) if subscriber else "",
        "edition_line": edition_line(edition),
        "edition_sentence": mail_words.edition_sentence(edition),
        "who_wrote": mail_words.who_wrote(edition),
        "why": why(subscriber) if subscriber else "",
    }


def there(edition, subscriber):
    """The window on the reader's clock as the end of a sentence; empty where it is the same."""
    window = mail_words.reader_window(edition, subscriber)
    return mail_words.between_parts() + window if window else ""


def edition_line(edition):
    """The edition line in HTML, its numbers in bold ink."""
    parts = mail_words.edition_parts(edition)
    joined = format_html_join(
        mail_words.between_parts(), "{}", ((format_html(BOLD, part) if is_bold else part,) for part, is_bold in parts)
    )
    return format_html(_("Your edition: {parts}."), parts=joined)


def why(subscriber):
    """Who asked for this mail, and with which choices."""
    return _(
        "You get this mail because %(email)s subscribed to %(newsletter_name)s: "
        "%(repositories)s, %(topics)s, in %(language)s, daily at %(hour)s (%(place)s)."
    ) % {
        "email": subscriber.email,
        "newsletter_name": settings.NEWSLETTER_NAME,
        **choices.described(subscriber),
    }
