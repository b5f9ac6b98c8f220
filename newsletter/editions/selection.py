"""A digest seen through a selection: the one function for mail, page, JSON and preview; and the mail's budget."""

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from math import ceil
from operator import attrgetter

from django.conf import settings

from newsletter.editions.content import DigestContent
from newsletter.editions.reading_time import reading_minutes
from newsletter.editions.references import qualified_reference
from newsletter.editions.section_selection import (
    Choice,
    SelectedSection,
    select_section,
    shorten,
    written_by,
)
from newsletter.editions.types import Edition, EditionStory, Section, Sentence
from subscribers.models import Selection
from subscribers.mutes import muted_on

MAX_SUMMARY_SENTENCES = 5
MAX_TAKEAWAYS = 3
MIN_STORIES_FOR_TAKEAWAYS = 4
MIN_STORIES_FOR_SUMMARY = 5  # in a mail: fewer stand on its first screens by themselves
FILLED_SENTENCES = 3  # a summary of which fewer than two sentences are left gets headlines up to so many


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a mail may ask of its reader, 0 for no limit; pages, JSON and Markdown have none."""

    stories: int = 12
    minutes: int = 3


def mail_budget() -> Budget:
    """The operator's."""
    return Budget(settings.MAIL_STORIES, settings.MAIL_MINUTES)


def select(content: DigestContent, selection: Selection, budget: Budget | None = None) -> Edition:
    """The Edition of this content for this Selection, saved or not. Asks no database.

    A story is taken whole: when its repository and one of its kinds are chosen, and (no topics are chosen, or one of
    its topics is), and it reaches the threshold, and nothing of it is muted. Without a budget every story that is not
    folded is told.
    """
    chosen = _chosen_sections(content, selection)
    if budget:
        chosen = _cut(content, chosen, budget)
    chosen.sort(key=attrgetter("rank"))
    return _edition(content, selection, chosen, MIN_STORIES_FOR_SUMMARY if budget else 1)


def _edition(content: DigestContent, selection: Selection, chosen: list[SelectedSection], least: int) -> Edition:
    active = [selected for selected in chosen if selected.stories_found]
    ranks = sorted(chain.from_iterable([selected.shown_ranks for selected in active]))
    summary, takeaways = _summary(content, ranks, least), _takeaways(content, ranks)
    return Edition(
        language=content.language,
        date=content.date,
        covers_from=content.covers_from,
        starts_at=content.starts_at,
        ends_at=content.ends_at,
        state=content.state,
        written_by=written_by(frozenset().union(*[selected.writers for selected in active])),
        sections=tuple([selected.section for selected in active]),
        quiet=_idle_sections(chosen, "quiet"),
        failed=_idle_sections(chosen, "failed"),
        pending=_idle_sections(chosen, "pending"),
        summary=summary,
        takeaways=takeaways,
        stories_found=sum([selected.stories_found for selected in active]),
        stories_shown=len(ranks),
        minutes=ceil(sum([selected.minutes for selected in active]) + _minutes_of(*summary, *takeaways)),
        kinds=tuple(selection.kinds),
        topics=tuple(selection.topics),
        threshold=selection.threshold,
        muted_topics=muted_on(selection.muted, content.date).topics,
        repositories_total=len(content.repositories),
        repositories_chosen=len(chosen),
        topic_names=content.topic_names,
    )


def _chosen_sections(content: DigestContent, selection: Selection) -> list[SelectedSection]:
    """Of every repository that is chosen, not muted, and part of the content, what the other choices take."""
    muted, present = muted_on(selection.muted, content.date), content.repository_positions
    choice = Choice(tuple(selection.topics), tuple(selection.kinds), selection.threshold, muted.topics)
    ids = [pk for pk in set(selection.repositories) if pk in present] if selection.repositories else present
    ids = [pk for pk in ids if pk not in muted.repositories] if muted.repositories else ids
    cache = content.selection_cache
    return [cache.get((pk, choice)) or select_section(content, pk, choice) for pk in ids]


def _idle_sections(chosen: list[SelectedSection], state: str) -> tuple[Section, ...]:
    """Those of which nothing happened, in this state."""
    return tuple([selected.section for selected in chosen if not selected.stories_found and selected.state == state])


def _cut(content: DigestContent, chosen: list[SelectedSection], budget: Budget) -> list[SelectedSection]:
    """What is pinned and the best story of every repository first, then by rank, as far as the budget goes; the others
    are named only.
    """
    if not (budget.stories or budget.minutes):
        return [shorten(content, selected, len(selected.mailable_ranks)) for selected in chosen]
    firsts = sorted(chain.from_iterable([selected.first_ranks for selected in chosen]))
    others = sorted(chain.from_iterable([selected.mailable_ranks[len(selected.first_ranks) :] for selected in chosen]))
    ranks = [*firsts, *others][: budget.stories or None]
    ranks = ranks[: _fitting(content, ranks, budget.minutes)] if budget.minutes else ranks
    numbers = Counter([content.stories[rank].repository_id for rank in ranks])
    return [shorten(content, selected, numbers[selected.id]) for selected in chosen]


def _fitting(content: DigestContent, ranks: list[int], minutes: int) -> int:
    """How many of these stories can be read in so many minutes, with the sentences above and below them; at least one.

    What counts is the first number from above that fits: fewer stories can bring longer sentences.
    """
    sums = list(accumulate([content.minutes[content.stories[rank].id] for rank in ranks]))
    for number in range(len(ranks), 1, -1):
        if sums[number - 1] <= minutes:
            shown = sorted(ranks[:number])
            if sums[number - 1] + _minutes_of(*_mail_sentences(content, shown)) <= minutes:
                return number
    return 1


def _mail_sentences(content: DigestContent, ranks: list[int]) -> tuple[Sentence, ...]:
    return (*_summary(content, ranks, MIN_STORIES_FOR_SUMMARY), *_takeaways(content, ranks))


def _summary(content: DigestContent, ranks: list[int], least: int) -> tuple[Sentence, ...]:
    """The sentences of which every story is told; are fewer than two left, headlines of the best stories join them.

    None for fewer than `least` stories.
    """
    if len(ranks) < least:
        return ()
    kept = _supported(content, content.summary, ranks)[:MAX_SUMMARY_SENTENCES]
    if len(kept) >= 2:
        return tuple(kept)
    cited = frozenset().union(*[sentence.statement_ids for sentence in kept])
    # A summary that repeats the whole edition is none.
    free_places = max(min(FILLED_SENTENCES, len(ranks) - 1) - len(kept), 0)
    stories = (content.stories[rank] for rank in ranks)
    written = (story for story in stories if story.headline and not story.by_title and story.id not in cited)
    return (*kept, *[_headline_sentence(content, story) for story in islice(written, free_places)])


def _headline_sentence(content: DigestContent, story: EditionStory) -> Sentence:
    return content.selection_cache.get(story.id) or content.selection_cache.add(story.id, _as_sentence(content, story))


def _as_sentence(content: DigestContent, story: EditionStory) -> Sentence:
    reference = qualified_reference(content.repository(story.repository_id), story.references[0])
    return Sentence(
        story.headline,
        (reference,),
        frozenset({story.id}),
        story.topics,
        importance=story.importance,
        by_hand=story.by_hand,
        is_edited=story.is_edited,
    )


def _takeaways(content: DigestContent, ranks: list[int]) -> tuple[Sentence, ...]:
    if len(ranks) < MIN_STORIES_FOR_TAKEAWAYS:
        return ()
    return tuple(_supported(content, content.takeaways, ranks)[:MAX_TAKEAWAYS])


def _supported(content: DigestContent, sentences: tuple[Sentence, ...], ranks: list[int]) -> list[Sentence]:
    """Those of which all that they cite is told."""
    if not sentences:
        return []
    ids = {content.stories[rank].id for rank in ranks}
    return [sentence for sentence in sentences if sentence.statement_ids <= ids]


def _minutes_of(*sentences: Sentence) -> float:
    return reading_minutes(*[sentence.text for sentence in sentences])
