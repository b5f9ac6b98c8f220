"""What one choice of topics and kinds takes of one repository, with all that editions add up of it: cached."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from digest.coverage_reasons import NOT_ASKED
from digest.kinds import coverage_of
from newsletter.editions.content import DigestContent
from newsletter.editions.types import EditionStory, Section
from subscribers.models.selection import Threshold

MAX_MINOR_IMPORTANCE = 2  # so little, or less, is only named in a mail, among "more stories"


class Choosable(Protocol):
    """What of a story decides whether it is chosen."""

    @property
    def kinds(self) -> frozenset[str]: ...

    @property
    def topics(self) -> tuple[str, ...]: ...

    @property
    def importance(self) -> int: ...

    @property
    def is_key(self) -> bool: ...

    @property
    def can_break(self) -> bool: ...


class Choice(NamedTuple):
    """What a selection takes of a repository; empty: all."""

    topics: tuple[str, ...]  # slugs
    kinds: tuple[str, ...]
    threshold: str = Threshold.EVERYTHING.value
    muted_topics: tuple[str, ...] = ()  # a story of one of them is left out, whatever else it is about


@dataclass(frozen=True, slots=True)
class SelectedSection:
    """A Section and what follows from it; stories are named by their ranks in the whole content."""

    id: int  # of the repository
    choice: Choice
    section: Section
    stories_found: int  # of the day in this repository, before any filter
    state: str  # where nothing happened: quiet, failed or pending
    rank: tuple[int, ...]  # a sort key: by the best story told, then named, then by number of stories and name
    shown_ranks: tuple[int, ...]
    first_ranks: tuple[int, ...]  # what a mail tells before all else, whatever it is: what is pinned, or the best
    mailable_ranks: tuple[int, ...]  # what a mail may tell: those, and what matters
    minutes: float  # to read what is told
    writers: frozenset[str]  # of what is told: "model", "editor", "hand", "facts"


def select_section(content: DigestContent, repository_id: int, choice: Choice) -> SelectedSection:
    """What this choice takes of a repository of the content, nothing cut."""
    key = (repository_id, choice)
    return content.selection_cache.get(key) or content.selection_cache.add(key, _select(content, repository_id, choice))


def shorten(content: DigestContent, selected: SelectedSection, number: int) -> SelectedSection:
    """The best `number` of its mailable stories are told; the others are only named."""
    if number == len(selected.shown_ranks):
        return selected
    key = (selected.id, selected.choice, number)
    return content.selection_cache.get(key) or content.selection_cache.add(key, _shorten(content, selected, number))


def written_by(writers: Iterable[str]) -> str:
    """`writers`: whose words the told stories have; a person's mark them all."""
    writers = set(writers)
    if writers & {"hand", "editor"}:
        return "hand" if "hand" in writers else "edited"
    return "mixed" if len(writers) == 2 else "model" if writers == {"model"} else "facts"


def _select(content: DigestContent, repository_id: int, choice: Choice) -> SelectedSection:
    return _selected(content, choice, _section(content, repository_id, choice))


def _shorten(content: DigestContent, selected: SelectedSection, number: int) -> SelectedSection:
    return _selected(content, selected.choice, _cut(content, selected, number))


def _section(content: DigestContent, repository_id: int, choice: Choice) -> Section:
    all_stories = content.stories_by_repository.get(repository_id, [])
    chosen = [story for story in all_stories if is_chosen(story, choice)]
    stories = tuple(story for story in chosen if not story.fold)
    folded = tuple(story for story in chosen if story.fold)
    return Section(
        repository=content.repository(repository_id),
        counts=content.counts.get(repository_id, {}),
        stories=stories,
        folded=tuple(Counter(story.fold for story in folded).most_common()),
        folded_stories=folded,
        outside_selection=len(all_stories) - len(chosen),
        stories_found=len(all_stories),
        written_by=written_by(_writers(stories)),
        activity_counts=content.activity_counts.get(repository_id, {}),
        interface_gaps=content.interface_gaps.get(repository_id, ()),
        patch_gaps=content.patch_gaps.get(repository_id, ()),
        week=content.weeks.get(repository_id),
    )


def is_chosen(story: Choosable, choice: Choice) -> bool:
    """Whether this choice takes the story, if its repository is chosen."""
    topics, kinds, threshold, muted = choice
    if (kinds and story.kinds.isdisjoint(kinds)) or (topics and set(topics).isdisjoint(story.topics)):
        return False
    return REACHES[threshold](story) and set(muted).isdisjoint(story.topics)


REACHES: dict[str, Callable[[Choosable], bool]] = {
    Threshold.EVERYTHING.value: lambda story: True,
    Threshold.NOTABLE.value: lambda story: story.importance > MAX_MINOR_IMPORTANCE,
    Threshold.KEY.value: lambda story: story.is_key,
    Threshold.BREAKING.value: lambda story: story.can_break,
}


def _writers(stories: tuple[EditionStory, ...]) -> frozenset[str]:
    return frozenset(story.writer for story in stories)


def _cut(content: DigestContent, selected: SelectedSection, number: int) -> Section:
    section, shown = selected.section, {content.stories[rank].id for rank in selected.mailable_ranks[:number]}
    return replace(
        section,
        stories=tuple(story for story in section.stories if story.id in shown),
        more_stories=tuple(story for story in section.stories if story.id not in shown),
    )


def _selected(content: DigestContent, choice: Choice, section: Section) -> SelectedSection:
    ranks = tuple(content.rank_by_id[story.id] for story in section.stories)
    firsts = sum(content.stories[rank].is_pinned for rank in ranks) or 1  # pinned stories stand before all others
    others = (rank for rank in ranks[firsts:] if content.stories[rank].importance > MAX_MINOR_IMPORTANCE)
    return SelectedSection(
        id=section.repository.id,
        choice=choice,
        section=section,
        stories_found=section.stories_found,
        state=_state(section, choice.kinds),
        rank=_rank(content, section),
        shown_ranks=ranks,
        first_ranks=ranks[:firsts],
        mailable_ranks=(*ranks[:firsts], *others),
        minutes=sum(content.minutes[story.id] for story in section.stories),
        writers=_writers(section.stories),
    )


def _rank(content: DigestContent, section: Section) -> tuple[int, ...]:
    last = len(content.stories)
    first = content.rank_by_id[section.stories[0].id] if section.stories else last
    named = content.rank_by_id[section.more_stories[0].id] if section.more_stories else last
    folded = sum(count for _fold, count in section.folded)
    return first, named, -folded, -section.stories_found, content.repository_positions[section.repository.id]


def _state(section: Section, kinds: tuple[str, ...]) -> str:
    """Nothing happened, not fetched and not yet fetched are three different words."""
    coverage = coverage_of(kinds)
    counts = [count for kind, count in section.counts.items() if kind in coverage]
    statuses = {count.status for count in counts if count.reason not in NOT_ASKED}
    if statuses & {"failed", "partial"}:
        return "failed"
    return "pending" if "pending" in statuses or not statuses else "quiet"
