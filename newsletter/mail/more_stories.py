"""What a mail counts and does not tell: the rest of each section, and the repositories without a section."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from digest.kinds import IN_QUERY
from digest.models import Coverage, Statement
from newsletter.editions.types import Edition, EditionStory, Section
from newsletter.mail.coverage_lines import chosen_coverage, coverage_sentences
from newsletter.renderers import counts, coverage, labels

MAX_TITLES = 5  # named below a section, at most; the rest is counted in groups
MAX_REPOSITORIES = 30  # named in one row

# What a group counts: why a story is folded, else the first kind that it belongs to.
GROUPS = {
    "releases": ngettext_lazy("%(count)d release", "%(count)d releases", "count"),
    "merged": ngettext_lazy("%(count)d change", "%(count)d changes", "count"),
    "opened": ngettext_lazy("%(count)d new pull request", "%(count)d new pull requests", "count"),
    "issues": ngettext_lazy("%(count)d issue", "%(count)d issues", "count"),
    "ci": ngettext_lazy("%(count)d on tests and CI", "%(count)d on tests and CI", "count"),
    "docs": ngettext_lazy("%(count)d on documentation", "%(count)d on documentation", "count"),
    "chore": ngettext_lazy("%(count)d chore", "%(count)d chores", "count"),
    "bot": ngettext_lazy("%(count)d by bots", "%(count)d by bots", "count"),
    "branch": ngettext_lazy("%(count)d merged into another branch", "%(count)d merged into other branches", "count"),
    "draft": ngettext_lazy("%(count)d draft", "%(count)d drafts", "count"),
    "dropped": ngettext_lazy(
        "%(count)d issue closed as not planned", "%(count)d issues closed as not planned", "count"
    ),
    "nightly": ngettext_lazy("%(count)d nightly", "%(count)d nightlies", "count"),
}


@dataclass(frozen=True, slots=True)
class MoreStories:
    """The rest of a section: `number` in all, some `named` by title, the others `counted` in groups of words."""

    number: int
    named: tuple[EditionStory, ...]
    counted: list[str]


def more_stories(section: Section, titles: int = MAX_TITLES) -> MoreStories:
    """The stories of a section that are not told; titles and groups add up exactly."""
    named, others = section.more_stories[:titles], section.more_stories[titles:]
    groups = Counter(next(kind for kind in GROUPS if kind in story.kinds) for story in others) + Counter(
        dict(section.folded)
    )
    counted = [GROUPS[code] % {"count": groups[code]} for code in GROUPS if code in groups]
    return MoreStories(len(section.more_stories) + sum(count for _fold, count in section.folded), named, counted)


def closed_prefix(story: EditionStory) -> str:
    """`Closed · ` before what reads as if it were still open, where no label stands beside it; else empty."""
    return f"{labels.label_word(story.label)} · " if story.label == Statement.Label.CLOSED else ""


def counted_sentence(more: MoreStories) -> str:
    """`7 more: 4 changes, 3 issues.`, or nothing where all are named."""
    number = more.number - len(more.named)
    if not number:
        return ""
    sentence = ngettext("{number} more: {items}.", "{number} more: {items}.", number)
    return sentence.format(number=number, items=counts.listing(more.counted))


def outside_selection(edition: Edition, section: Section) -> str:
    """What the reader's own choices left out of this repository; empty where nothing is."""
    if not section.outside_selection:
        return ""
    count = section.outside_selection
    if edition.is_by_topic_only:
        return ngettext("%(count)d more, outside your topics.", "%(count)d more, outside your topics.", count) % {
            "count": count
        }
    return ngettext("%(count)d more, outside your choices.", "%(count)d more, outside your choices.", count) % {
        "count": count
    }


class OtherRow(NamedTuple):
    """A row of "Other repositories"; `has_more`: a link to the whole edition stands by it."""

    label: str
    tone: str
    text: str
    has_more: bool = False


def other_rows(edition: Edition) -> list[OtherRow]:
    """Rows of label, tone and text about the repositories without a section: none of them is passed over in silence.

    A row with `has_more` counts stories that this mail does not tell: a link to the whole edition stands by it.
    """
    return [*_told_elsewhere(edition), *_fetch_gaps(edition)]


def _told_elsewhere(edition: Edition) -> Iterator[OtherRow]:
    """What is only counted, and what is quiet."""
    counted = [section for section in edition.sections if not section.stories]
    if counted:
        yield OtherRow(_("More"), "", _counted(counted), has_more=True)
    if edition.quiet:
        yield OtherRow(_("Quiet"), "", _quiet(edition))


def _fetch_gaps(edition: Edition) -> Iterator[OtherRow]:
    """What was not fetched, not wholly, or not yet."""
    failed = [section for section in edition.failed if section.is_failed]
    partial = [section for section in edition.failed if not section.is_failed]
    for text in coverage_sentences(edition, failed):
        yield OtherRow(_("Not fetched"), "alert", text)
    for text in coverage_sentences(edition, partial):
        yield OtherRow(_("In part"), "", text)
    if edition.pending:
        names = counts.listing(section.repository.name for section in edition.pending)
        yield OtherRow(_("Not yet fetched"), "alert", names)


def _counted(sections):
    """Repositories of which nothing is told: cut, outside the reader's topics, or counted groups only."""
    items = [
        _("%(name)s (%(stories)s)") % {"name": s.repository.name, "stories": counts.story_count(s.stories_found)}
        for s in sections[:MAX_REPOSITORIES]
    ]
    return counts.listing([*items, "…"] if len(sections) > MAX_REPOSITORIES else items)


def _quiet(edition):
    """What was read of the quiet repositories, by name: only then "nothing" is believed."""
    read = [{kind for kind, count in one.counts.items() if count.status == Coverage.Status.OK} for one in edition.quiet]
    known = chosen_coverage(edition) & (set(IN_QUERY) | set.intersection(*read))
    kinds = counts.listing(name for kind, name in coverage.KINDS.items() if kind in known)
    names = counts.listing(section.repository.name for section in edition.quiet)
    return _("%(names)s: %(kinds)s were read to the end; nothing was new.") % {"names": names, "kinds": kinds}
