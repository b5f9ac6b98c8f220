"""What fills the slots of a mail for one reader; what many readers have in common is worked out once."""

from html import escape
from itertools import islice

from django.utils.html import conditional_escape

from digest.text import PLACEHOLDER, printable
from newsletter.mail import masthead, personalization, subject
from newsletter.renderers.text_layout import wrap
from subscribers import preferences
from subscribers.mail.lines import in_lines

ANY_LETTER = PLACEHOLDER  # no word of ours has it; as wide as a letter of an address


def own_values(fragments, edition, subscriber, links):
    """({slot: HTML}, {slot: text}), as bytes. `links`: addresses by the names under which templates ask for them."""
    remembered = fragments.by_choice
    first_html, _first_text = remembered(lambda: _inbox(edition), "preheader", *first_stories(edition))
    window_html, window_text = remembered(lambda: _window(edition, subscriber), "window", subscriber.time_zone)
    counts_html, counts_text = remembered(lambda: _counts(edition), "counts", *_counted(edition))
    why_html, why_text = _why(fragments, subscriber)
    html = {**first_html, **window_html, **counts_html, "why": why_html}
    text = {**window_text, **counts_text, "why": why_text}
    for name, url in links.items():
        html[name], text[name] = escape(url).encode(), url.encode()
    return html, text


def first_stories(edition):
    """The ids of the stories that the inbox shows: at most three."""
    told = (line.id for section in edition.sections for line in section.stories)
    return tuple(islice(told, 3))


def _inbox(edition):
    return _values({"preheader": subject.preheader(edition)})


def _window(edition, subscriber):
    return _values({"window": personalization.window(edition, subscriber)})


def _counts(edition):
    words = {"edition_sentence": masthead.edition_sentence(edition), "who_wrote": masthead.who_wrote(edition)}
    html, text = _values(words)
    return html | {"edition_line": personalization.edition_line(edition).encode()}, text


def _values(words):
    html = {name: _html(value) for name, value in words.items()}
    return html, {name: _text(value) for name, value in words.items()}


def _html(words):
    return "\n".join(in_lines(printable(conditional_escape(words)))).encode()


def _text(words):
    return wrap(words).replace("\n", "\r\n").encode()


def _counted(edition):
    """All that the words on the edition as a whole rest on."""
    chosen = (edition.repositories_chosen, edition.repositories_total, len(edition.topics))
    return *chosen, edition.stories_shown, edition.stories_found, edition.minutes, edition.written_by


def _why(fragments, subscriber):
    """(HTML, text) of the sentence that names the reader's address and choices."""
    email, chosen = subscriber.email, subscriber.selection
    is_plain = email.isascii() and email.isprintable() and " " not in email
    counts = (len(chosen.repositories), len(chosen.topics), chosen.language, subscriber.minute, subscriber.time_zone)
    if not is_plain:
        words = fragments.by_choice(lambda: preferences.describe(subscriber), "choices", *counts)
        return fragments.in_language(lambda: [make(personalization.why(email, words)) for make in (_html, _text)])
    html, text = fragments.by_choice(lambda: _around_address(subscriber), "why", len(email), *counts)
    return escape(email).encode().join(html), email.encode().join(text)


def _around_address(subscriber):
    """(HTML, text), in bytes, before and behind an address as long as this one: where lines end depends on that."""
    address = ANY_LETTER * len(subscriber.email)
    words = personalization.why(address, preferences.describe(subscriber))
    return tuple(made.split(address.encode()) for made in (_html(words), _text(words)))
