"""An edition narrowed further, to some labels or to what matters most, as the pages of the archive offer it."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

from newsletter.editions.types import Edition, EditionStory, Section, Sentence


def narrow(edition: Edition, labels: Collection[str] = (), importance: int = 0) -> Edition:
    """Only stories with one of these labels (none: any) and of at least this importance, with what rests on them.

    Repositories stay, and say how many of their stories are left out.
    """
    if not labels and not importance:
        return edition

    def is_kept(story: EditionStory) -> bool:
        return (not labels or story.label in labels) and story.importance >= importance

    sections = tuple(_narrowed(section, is_kept) for section in edition.sections)
    kept = frozenset(story.id for section in sections for story in section.all_stories)
    return replace(
        edition,
        sections=sections,
        summary=_resting_on(kept, edition.summary),
        takeaways=_resting_on(kept, edition.takeaways),
        stories_shown=sum(len(section.stories) for section in sections),
    )


def _narrowed(section: Section, is_kept: Callable[[EditionStory], bool]) -> Section:
    stories = tuple(filter(is_kept, section.stories))
    more_stories = tuple(filter(is_kept, section.more_stories))
    folded_stories = tuple(filter(is_kept, section.folded_stories))
    return replace(
        section,
        stories=stories,
        more_stories=more_stories,
        folded_stories=folded_stories,
        folded=tuple(Counter(story.fold for story in folded_stories).most_common()),
        outside_selection=section.stories_found - len(stories) - len(more_stories) - len(folded_stories),
    )


def _resting_on(kept: frozenset[int], sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if sentence.statement_ids <= kept)
