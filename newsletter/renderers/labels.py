"""The short words beside a story: its label and tone, its relations, its files and their size."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from digest.models import Statement
from newsletter.editions.types import EditionStory, Reference, Sentence
from newsletter.renderers.dates import day
from newsletter.renderers.inline_code import without_backticks

# Not settled is amber, taken back is red, everything else is ink.
LABEL_TONES = {
    "open": "open",
    "asked": "open",
    "proposed": "open",
    "reverted": "alert",
    "advisory": "alert",
    "private": "alert",
}

# Of these a day is told, and not a state that goes on.
MOMENTS = {"released", "asked", "proposed", "closed", "advisory", "private", "update", "late"}

RELATIONS = {
    "fixes": pgettext_lazy("relation", "fixes"),
    "same_as": pgettext_lazy("relation", "same report as"),
    "reverts": pgettext_lazy("relation", "reverts"),
    "reverted_by": pgettext_lazy("relation", "reverted by"),
    "relands": pgettext_lazy("relation", "brings back"),
    "released_in": pgettext_lazy("relation", "released in"),
    "in_branch": pgettext_lazy("relation", "in branch"),
    "part": pgettext_lazy("relation", "further parts"),
    "see_also": pgettext_lazy("relation", "see also"),
}


class RelationGroup(NamedTuple):
    """fixes #1, #2 and not fixes #1 fixes #2."""

    word: str
    references: list[Reference]


class FilesLine(NamedTuple):
    """The paths to show, and the words for those left out: "and 3 more", or empty."""

    paths: tuple[str, ...]
    more: str


def edited_note(told: EditionStory | Sentence) -> str:
    """What stands beside words that an editor wrote; empty beside all others."""
    return _("edited by hand") if told.is_edited else ""


def label_word(code: str) -> str:
    """Fixed, 修复 …; empty for a story without a label."""
    return str(Statement.Label(code).label) if code else ""


def label_tone(code: str) -> str:
    """The CSS class for a label: open, alert or none."""
    return LABEL_TONES.get(code, "")


def standing(story: EditionStory) -> str:
    """What is true now and since when, in words: `Merged since 20 February`, `Released on 20 February`."""
    words = {"label": label_word(story.label), "day": day(story.day)}
    if not story.label:
        return words["day"]
    return (_("%(label)s on %(day)s") if story.label in MOMENTS else _("%(label)s since %(day)s")) % words


def plain_headline(story: EditionStory) -> str:
    """The headline as text without marks, for a title."""
    return without_backticks(story.headline or story.detail)


def relation_word(code: str) -> str:
    """A word that nobody knows is told as a mere pointer: see also."""
    return str(RELATIONS.get(code, RELATIONS["see_also"]))


def relation_groups(story: EditionStory) -> list[RelationGroup]:
    groups: dict[str, list[Reference]] = {}
    for relation in story.relations:
        groups.setdefault(relation.word, []).append(relation.reference)
    return [RelationGroup(relation_word(word), references) for word, references in groups.items()]


def files_line(story: EditionStory, limit: int) -> FilesLine:
    """At most `limit` paths."""
    shown = story.files[:limit]
    total = story.files_total or len(story.files)
    left = total - len(shown)
    # xgettext:no-python-format
    more = ngettext("and %(count)d more", "and %(count)d more", left)  # Chinese names the %(total)d instead
    return FilesLine(shown, more % {"count": left, "total": total} if left > 0 else "")


def size(story: EditionStory) -> str:
    """`5 files, +68 −13`, as far as it is known; empty where nothing is."""
    count = story.files_total or len(story.files)
    files = ngettext("%(count)d file", "%(count)d files", count) % {"count": count}
    if story.additions is None or story.deletions is None:
        return files if count else ""
    changes = {"files": files, "additions": story.additions, "deletions": story.deletions}
    return _("%(files)s, +%(additions)d −%(deletions)d") % changes if count else ""
