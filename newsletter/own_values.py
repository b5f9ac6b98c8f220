"""What fills the slots of a mail for one reader; what many readers have in common is worked out once."""

from itertools import islice

from django.utils.html import conditional_escape

from newsletter import inbox, mail_words, own_words
from newsletter.render.plain import wrap
from subscribers import choices
from subscribers.mail import printable


def own_values(fragments, edition, subscriber, links):
    """({slot: HTML}, {slot: text}). `links`: addresses by the names under which templates ask for them."""
    remembered = fragments.by_choice
    html, text = {}, {}
    for in_html, in_text in (
        remembered(lambda: _values({"preheader": inbox.preheader(edition)}), "preheader", *first_stories(edition)),
        remembered(lambda: _values({"window": own_words.window(edition, subscriber)}), "window", subscriber.time_zone),
        remembered(lambda: _values({"who_wrote": mail_words.who_wrote(edition)}), "who wrote", edition.written_by),
        remembered(lambda: _counts(edition), "counts", *_counted(edition)),
        _values({"why": own_words.why(subscriber, _described(fragments, subscriber))}),
        _links(links),
    ):
        html |= in_html
        text |= in_text
    return html, text


def first_stories(edition):
    """The ids of the stories that the inbox shows: at most three."""
    told = (line.id for section in edition.sections for line in section.lines)
    return tuple(islice(told, 3))


def _values(words):
    html = {name: printable(conditional_escape(value)) for name, value in words.items()}
    return html, {name: wrap(value) for name, value in words.items()}


def _counts(edition):
    html, text = _values({"edition_sentence": mail_words.edition_sentence(edition)})
    return html | {"edition_line": own_words.edition_line(edition)}, text


def _counted(edition):
    """All that the edition line rests on."""
    chosen = (edition.repositories_chosen, edition.repositories_total, len(edition.topics))
    return *chosen, edition.told, edition.found, edition.minutes


def _described(fragments, subscriber):
    chosen = subscriber.selection
    counts = (len(chosen.repositories), len(chosen.topics), chosen.language)
    return fragments.by_choice(
        lambda: choices.described(subscriber), "choices", *counts, subscriber.minute, subscriber.time_zone
    )


def _links(links):
    return {name: conditional_escape(url) for name, url in links.items()}, links
