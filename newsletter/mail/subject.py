"""Subject and preheader: what the inbox shows of a mail before it is opened, and what mail programs sum up."""

from itertools import accumulate
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext
from wcwidth import width

from digest import languages
from digest.defang import defang_code, refang
from digest.models import Statement
from digest.stories.keywords import FIX
from digest.text import HAN_CHARACTER
from newsletter.editions.types import Edition, EditionStory, RepositoryInfo
from newsletter.renderers import counts, labels, titles
from newsletter.renderers.inline_code import without_backticks

SUBJECT_COLUMNS = 60
PREHEADER_COLUMNS = 200  # an inbox shows some hundred; mail programs' own summaries read on
INBOX_STORIES = 3  # that subject and preheader show together
# Behind a short preheader, so that no inbox shows the masthead: nothing that anybody sees, and nothing that breaks.
FILLER, FILLED_COLUMNS, MAX_FILLERS = "\u034f\u200c\u00a0 ", 110, 60
Label = Statement.Label


class Lead(NamedTuple):
    """A story that the inbox shows, and whose it is."""

    repository: RepositoryInfo
    story: EditionStory


def text_of(story: EditionStory) -> str:
    """What stands in the place of the headline, without the marks of code."""
    text = story.headline or story.detail
    return text if story.by_title else without_backticks(text)


def lead_stories(edition: Edition) -> list[Lead]:
    """The stories that the inbox shows, best first: sentences before titles; what is weak comes last."""
    told = (Lead(section.repository, story) for section in edition.sections for story in section.stories)
    return sorted(told, key=lambda lead: lead_rank(*lead))[:INBOX_STORIES]


def lead_rank(repository: RepositoryInfo, story: EditionStory) -> int:
    """Less is better; where it is equal, whatever stands first in the edition. What an editor pinned is best."""
    if story.is_pinned:
        return 0
    return 20 * _is_weak(repository, story) + 10 * story.by_title + 5 - story.importance


def _is_weak(repository, story):
    """A revert, a chore or a bare version number is no news to open a mail for."""
    text = text_of(story)
    if story.label == Label.REVERTED or titles.is_bare_version(text, repository.name):
        return True
    return story.by_title and (titles.is_chore(text) or titles.is_revert(text))


def inbox_text(lead: Lead) -> str:
    """As it reads without its section around it: a sentence speaks for itself, a title or a version needs a name."""
    repository, story = lead
    text = text_of(story)
    if story.by_title:
        return _inbox_title(repository, story)
    is_bare = story.label == Label.RELEASED and repository.name.lower() not in text.lower()
    return f"{repository.name} {text}" if is_bare else text


def _inbox_title(repository, story):
    """`flashinfer: FP4 launch config (Fixed)`: without its tags, and what only a tag said in a word of ours."""
    lead, words, _tail = titles.split_title(text_of(story))
    if story.label == Label.FIXED and FIX.search(lead) and not FIX.search(words):
        labelled = {"text": words, "label": labels.label_word(story.label)}
        words = pgettext("in the inbox", "%(text)s (%(label)s)") % labelled
    return words if words.lower().startswith(repository.name.lower()) else _named(repository.name, words)


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
    """What happened first, and how many more there are; a long headline stands alone.

    Addresses are broken as in code: one letter outside ASCII has the whole line encoded, so `torch.compile` gets none.
    """
    first = lead_stories(edition)[0]
    return defang_code(refang(_counted(edition, first) if _is_foreign(edition, first) else _headline(edition, first)))


def _headline(edition, first):
    text, more = inbox_text(first), edition.stories_shown - 1
    counted = ngettext("%(headline)s, and %(count)d more", "%(headline)s, and %(count)d more", more)
    whole = counted % {"headline": text, "count": more} if more else text
    return whole if width(whole) <= SUBJECT_COLUMNS else cut(text, SUBJECT_COLUMNS)


def _is_foreign(edition, lead):
    """A title in Latin letters says little at the head of a Chinese mail: it comes in the preheader."""
    is_han = languages.get(edition.language).is_han
    return lead.story.by_title and is_han and not HAN_CHARACTER.search(lead.story.headline)


def _counted(edition, first):
    """`flashinfer and 3 more: 7 stories`."""
    name, more = first.repository.name, sum(bool(section.stories) for section in edition.sections) - 1
    named = {"name": name, "count": more, "total": more + 1}
    # xgettext:no-python-format
    names = ngettext("%(name)s and %(count)d more", "%(name)s and %(count)d more", more) % named if more else name
    return _named(names, counts.story_count(edition.stories_shown))


def _named(names, text):
    return pgettext("in the inbox", "%(names)s: %(text)s") % {"names": names, "text": text}


def preheader(edition: Edition) -> str:
    """The next headlines, then details: never empty, and never what the subject says."""
    leads = lead_stories(edition)
    is_foreign, first = _is_foreign(edition, leads[0]), inbox_text(leads[0])
    headlines = [inbox_text(lead) for lead in (leads if is_foreign else leads[1:])]
    details = [without_backticks(lead.story.detail) for lead in leads if lead.story.headline and lead.story.detail]
    news = [text for text in dict.fromkeys(headlines + details) if is_foreign or text != first]
    news = [*(text.rstrip(".。") for text in news[:-1]), *news[-1:]]
    return cut(between_titles().join(news) if news else _reference_line(leads[0]), PREHEADER_COLUMNS)


def _reference_line(lead):
    """`vllm #34914 · 5 files, +68 −13`."""
    repository, story = lead
    return " · ".join(filter(None, [f"{repository.name} {story.references[0].text}", labels.size(story)]))


def padded_preheader(edition: Edition) -> SafeString:
    """The preheader, and behind a short one what keeps an inbox from showing more."""
    return padded(preheader(edition))


def padded(text: str) -> SafeString:
    """A preheader with its filler."""
    fillers = min(max(FILLED_COLUMNS - width(text), 1), MAX_FILLERS)
    return format_html("{} {}", text, mark_safe(FILLER * fillers))


def between_titles() -> str:
    """The semicolon between titles."""
    return pgettext("between titles in a list", "; ")
