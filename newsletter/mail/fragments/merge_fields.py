"""Merge fields: what fills the placeholders of a mail for one reader; what many readers share is worked out once."""

from html import escape
from typing import NamedTuple

from django.utils.html import conditional_escape

from digest.text import PLACEHOLDER, printable
from newsletter.editions.types import Edition
from newsletter.mail import masthead, personalization, subject
from newsletter.mail.fragments.renderer import FragmentRenderer
from newsletter.mail.recipient import Recipient
from newsletter.renderers.text_layout import wrap
from subscribers.mail.lines import in_lines

ANY_LETTER = PLACEHOLDER  # no word of ours has it; as wide as a letter of an address


class MergeFields(NamedTuple):
    """Ready bytes by the names of their placeholders, for each part."""

    html: dict[str, bytes]
    text: dict[str, bytes]

    def longest(self) -> int:
        """The length of the longest value, in bytes."""
        return max(map(len, (*self.html.values(), *self.text.values())))


def merge_fields(
    renderer: FragmentRenderer, edition: Edition, recipient: Recipient, inbox_key: tuple[int, ...]
) -> MergeFields:
    """All that differs between two mails of the same stories; `inbox_key`: what subject and preheader rest on."""
    cached = renderer.cached_by_selection
    inbox = cached(lambda: _inbox(edition), "preheader", *inbox_key)
    window = cached(lambda: _window(edition, recipient.time_zone), "window", recipient.time_zone)
    counts = cached(lambda: _counts(edition), "counts", *_counted(edition))
    why_html, why_text = _why(renderer, recipient)
    html = {**inbox.html, **window.html, **counts.html, "why": why_html}
    text = {**window.text, **counts.text, "why": why_text}
    for name, url in recipient.links.items():
        html[name], text[name] = escape(url).encode(), url.encode()
    return MergeFields(html, text)


def _inbox(edition):
    return _fields({"preheader": subject.padded_preheader(edition)})


def _window(edition, time_zone):
    return _fields({"window": personalization.window(edition, time_zone)})


def _counts(edition):
    words = {"edition_sentence": masthead.edition_sentence(edition), "who_wrote": masthead.who_wrote(edition)}
    return _fields(words | {"scope": masthead.scope(edition)})


def _fields(words):
    html = {name: _html(value) for name, value in words.items()}
    return MergeFields(html, {name: _text(value) for name, value in words.items()})


def _html(words):
    return "\n".join(in_lines(printable(conditional_escape(words)))).encode()


def _text(words):
    return wrap(words).replace("\n", "\r\n").encode()


def _counted(edition):
    """All that the words on the edition as a whole rest on."""
    chosen = (edition.repositories_chosen, edition.repositories_total, len(edition.topics), edition.threshold)
    return *chosen, edition.stories_shown, edition.stories_found, edition.minutes, edition.written_by


def _why(renderer, recipient):
    """(HTML, text) of the sentence that names the reader's address and choices."""
    email, key = recipient.email, recipient.choices_key
    is_plain = email.isascii() and email.isprintable() and " " not in email
    if not is_plain:
        choices = renderer.cached_by_selection(recipient.choices, "choices", *key)
        return renderer.in_language(lambda: [make(personalization.why(email, choices)) for make in (_html, _text)])
    html, text = renderer.cached_by_selection(lambda: _around_address(recipient), "why", len(email), *key)
    return escape(email).encode().join(html), email.encode().join(text)


def _around_address(recipient):
    """(HTML, text), in bytes, before and behind an address as long as this one: where lines end depends on that."""
    address = ANY_LETTER * len(recipient.email)
    words = personalization.why(address, recipient.choices())
    return tuple(made.split(address.encode()) for made in (_html(words), _text(words)))
