"""Subject and preheader: what the inbox shows of a mail before it is opened, three headlines in all."""

from itertools import accumulate, islice

from django.utils.translation import ngettext, pgettext
from wcwidth import width

from digest.defang import defang_code, refang
from digest.models import Statement
from newsletter.editions.types import Edition, EditionStory, RepositoryInfo
from newsletter.renderers.inline_code import without_backticks

SUBJECT_COLUMNS = 60
PREHEADER_COLUMNS = 100
INBOX_STORIES = 3  # that subject and preheader show together


def text_of(story: EditionStory) -> str:
    """What stands in the place of the headline, without the marks of code."""
    text = story.headline or story.detail
    return text if story.by_title else without_backticks(text)


def inbox_text(repository: RepositoryInfo, story: EditionStory) -> str:
    """As it reads without its section around it: the inbox must know of what v0.6.4 is a release."""
    text = text_of(story)
    is_bare = story.label == Statement.Label.RELEASED and repository.name.lower() not in text.lower()
    return f"{repository.name} {text}" if is_bare else text


def cut(text: str, limit: int) -> str:
    """The text in at most so many columns, cut at a word's end; the dots say that it was cut."""
    text = " ".join(text.split())
    if width(text) <= limit:
        return text
    text = text[: _fitting(text, limit - 1)]
    head, space, _rest = text.rpartition(" ")
    return (head if space and width(head) > limit // 2 else text).rstrip(" ,;:，；：、") + "…"


def _fitting(text, limit):
    """How many characters fit into so many columns."""
    widths = accumulate(map(width, text))
    return next((place for place, width in enumerate(widths) if width > limit), len(text))


def subject(edition: Edition) -> str:
    """The first story's headline and how many more there are; a long headline stands alone.

    Addresses are broken as in code: one letter outside ASCII has the whole line encoded, so `torch.compile` gets none.
    """
    first = _in_order(edition)[0]
    more = edition.stories_shown - 1
    counted = ngettext("%(headline)s, and %(count)d more", "%(headline)s, and %(count)d more", more)
    text = counted % {"headline": first, "count": more} if more else first
    return defang_code(refang(text if width(text) <= SUBJECT_COLUMNS else cut(first, SUBJECT_COLUMNS)))


def preheader(edition: Edition) -> str:
    """The next two headlines, so that the inbox shows three stories."""
    return cut(between_titles().join(_in_order(edition)[1:]), PREHEADER_COLUMNS)


def _in_order(edition):
    """The first three, as an edition shows them."""
    shown = ((section.repository, story) for section in edition.sections for story in section.stories)
    return [inbox_text(repository, story) for repository, story in islice(shown, INBOX_STORIES)]


def between_titles() -> str:
    """The semicolon between titles."""
    return pgettext("between titles in a list", "; ")
