"""What the inbox shows of a mail before it is opened: three headlines, in the subject and the preheader."""

from itertools import accumulate, islice

from django.utils.translation import ngettext, pgettext
from wcwidth import width

from digest.models import Statement
from newsletter.renderers.inline_code import without_backticks

SUBJECT_COLUMNS = 60
PREHEADER_COLUMNS = 100


def text_of(line):
    """What stands in the place of the headline, without the marks of code."""
    text = line.headline or line.detail
    return text if line.by_title else without_backticks(text)


def inbox_text(source, line):
    """As it reads without its section around it: the inbox must know of what v0.6.4 is a release."""
    text = text_of(line)
    is_bare = line.label == Statement.Label.RELEASED and source.name.lower() not in text.lower()
    return f"{source.name} {text}" if is_bare else text


def cut(text, limit):
    """The text in at most so many columns, cut at a word's end; the dots say that it was cut."""
    text = " ".join(text.split())
    if width(text) <= limit:
        return text
    text = text[: _fitting(text, limit - 1)]
    head, space, _tail = text.rpartition(" ")
    return (head if space and width(head) > limit // 2 else text).rstrip(" ,;:，；：、") + "…"


def _fitting(text, limit):
    """How many characters fit into so many columns."""
    widths = accumulate(map(width, text))
    return next((place for place, width in enumerate(widths) if width > limit), len(text))


def subject(edition):
    """The first story's headline and how many more there are; a long headline stands alone."""
    first = _in_order(edition)[0]
    more = edition.stories_shown - 1
    counted = ngettext("%(headline)s, and %(count)d more", "%(headline)s, and %(count)d more", more)
    text = counted % {"headline": first, "count": more} if more else first
    return text if width(text) <= SUBJECT_COLUMNS else cut(first, SUBJECT_COLUMNS)


def preheader(edition):
    """The next two headlines, so that the inbox shows three stories."""
    return cut(between_titles().join(_in_order(edition)[1:3]), PREHEADER_COLUMNS)


def _in_order(edition):
    """The first three, as an edition shows them."""
    shown = ((section.repository, line) for section in edition.sections for line in section.stories)
    return [inbox_text(source, line) for source, line in islice(shown, 3)]


def between_titles():
    return pgettext("between titles in a list", "; ")
