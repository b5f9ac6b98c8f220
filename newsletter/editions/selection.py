"""A digest seen through a selection: the value that mail, page, JSON and preview all show."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate, chain, islice
from math import ceil
from operator import attrgetter

from django.conf import settings

from newsletter.editions.reading_time import reading_minutes
from newsletter.editions.section_selection import remembered, shortened, taken, written_by
from newsletter.editions.types import Count, FollowUp, Line, Ref, Relation, Section, Sentence, Source

__all__ = [
    "Budget",
    "Count",
    "Edition",
    "FollowUp",
    "Line",
    "Ref",
    "Relation",
    "Section",
    "Sentence",
    "Source",
    "select",
]


@dataclass(frozen=True, slots=True)
class Edition:
    """What one selection shows of one digest (or of several days owed)."""

    language: str
    date: date
    covers_from: date
    starts_at: datetime
    ends_at: datetime
    state: str  # a Digest.Status code
    written_by: str  # "model", "facts" or "mixed"
    sections: tuple[Section, ...]  # with activity, ranked by their best story; those with none chosen come last
    quiet: tuple[Section, ...]  # read to the end, nothing happened
    failed: tuple[Section, ...]  # nothing to tell, and something could not be fetched or was cut
    summary: tuple[Sentence, ...]
    takeaways: tuple[Sentence, ...]
    found: int  # stories in the chosen repositories
    told: int
    minutes: int
    kinds: tuple[str, ...]  # chosen; empty: all
    topics: tuple[str, ...]  # chosen slugs; empty: all
    repositories_total: int  # tracked and part of this digest
    repositories_chosen: int
    pending: tuple[Section, ...] = field(default=())  # not yet fetched
    topic_names: dict[str, str] = field(default_factory=dict)  # slug to name, in the edition's language

    @property
    def is_empty(self):
        return not self.told

    @property
    def headline(self):
        """The first story's headline, for the subject; empty in an empty edition."""
        return self.sections[0].lines[0].headline if self.told else ""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a mail may ask of its reader, 0 for no limit; pages, JSON and Markdown have none."""

    stories: int = 12
    minutes: int = 3


def mail_budget():
    """The operator's."""
    return Budget(settings.MAIL_STORIES, settings.MAIL_MINUTES)


SUMMARY_SENTENCES = 5
TAKEAWAYS = 3
STORIES_FOR_TAKEAWAYS = 4
FILLED_SENTENCES = 3  # a summary of which fewer than two sentences are left gets headlines up to so many


def select(day, selection, budget=None):
    """The Edition of this Day (newsletter.editions.content) for this Selection, saved or not. Asks no database.

    A story is taken whole: when its repository and one of its kinds are chosen, and (no topics are chosen, or one of
    its topics is). Without a budget every story that is not folded is told.
    """
    parts = _chosen(day, selection)
    if budget:
        parts = _cut(day, parts, budget)
    parts.sort(key=attrgetter("rank"))
    active, idle = [part for part in parts if part.found], [part for part in parts if not part.found]
    told = sorted(chain.from_iterable([part.told for part in active]))  # places in the ranking of the day
    summary, takeaways = _summary(day, told), _takeaways(day, told)
    return Edition(
        language=day.language,
        date=day.date,
        covers_from=day.covers_from,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        state=day.state,
        written_by=written_by(frozenset().union(*[part.writers for part in active])),
        sections=tuple([part.section for part in active]),
        quiet=_sections(idle, "quiet"),
        failed=_sections(idle, "failed"),
        pending=_sections(idle, "pending"),
        summary=summary,
        takeaways=takeaways,
        found=sum([part.found for part in active]),
        told=len(told),
        minutes=ceil(sum([part.minutes for part in active]) + _reading(*summary, *takeaways)),
        kinds=tuple(selection.kinds),
        topics=tuple(selection.topics),
        repositories_total=len(day.sources),
        repositories_chosen=len(parts),
        topic_names=day.topic_names,
    )


def _chosen(day, selection):
    """Of every repository that is chosen, and part of the day, what these topics and kinds take."""
    places, choice = day.source_places, (tuple(selection.topics), tuple(selection.kinds))
    chosen = [pk for pk in set(selection.repositories) if pk in places] if selection.repositories else places
    known = day.taken
    return [known.get((pk, choice)) or taken(day, pk, choice) for pk in chosen]


def _sections(idle, state):
    return tuple([part.section for part in idle if part.state == state])


def _cut(day, parts, budget):
    """The best story of every repository first, then by rank, as far as the budget goes; the others go to the tail."""
    if not (budget.stories or budget.minutes):
        return [shortened(day, part, len(part.wanted)) for part in parts]
    firsts = sorted(chain.from_iterable([part.wanted[:1] for part in parts]))
    others = sorted(chain.from_iterable([part.wanted[1:] for part in parts]))
    told = [*firsts, *others][: budget.stories or None]
    told = told[: _fitting(day, told, budget.minutes)] if budget.minutes else told
    numbers = Counter([day.lines[place].repository_id for place in told])
    return [shortened(day, part, numbers[part.id]) for part in parts]


def _fitting(day, told, minutes):
    """How many of these stories can be read in so many minutes, with the sentences above and below them; at least one.

    What counts is the first number from above that fits: fewer stories can bring longer sentences.
    """
    sums = list(accumulate([day.minutes[day.lines[place].id] for place in told]))
    for number in range(len(told), 1, -1):
        if sums[number - 1] <= minutes:
            ranked = sorted(told[:number])
            if sums[number - 1] + _reading(*_summary(day, ranked), *_takeaways(day, ranked)) <= minutes:
                return number
    return 1


def _summary(day, told):
    """The sentences of which every story is told; are fewer than two left, headlines of the best stories join them."""
    kept = _kept(day, day.summary, told)[:SUMMARY_SENTENCES]
    if len(kept) >= 2:
        return tuple(kept)
    cited = frozenset().union(*[sentence.statement_ids for sentence in kept])
    # A summary that repeats the whole edition is none.
    places = max(min(FILLED_SENTENCES, len(told) - 1) - len(kept), 0)
    lines = (day.lines[place] for place in told)
    free = (line for line in lines if line.headline and not line.by_title and line.id not in cited)
    return (*kept, *[day.taken.get(line.id) or _headline(day, line) for line in islice(free, places)])


def _headline(day, line):
    return remembered(day, line.id, lambda: _sentence(day, line))


def _sentence(day, line):
    source = day.sources[day.source_places[line.repository_id]]
    ref = replace(line.refs[0], text=f"{source.name} {line.refs[0].text}")
    return Sentence(line.headline, (ref,), frozenset({line.id}), line.topics, importance=line.importance)


def _takeaways(day, told):
    return tuple(_kept(day, day.takeaways, told)[:TAKEAWAYS]) if len(told) >= STORIES_FOR_TAKEAWAYS else ()


def _kept(day, sentences, told):
    """Those of which all that they cite is told."""
    if not sentences:
        return []
    ids = {day.lines[place].id for place in told}
    return [sentence for sentence in sentences if sentence.statement_ids <= ids]


def _reading(*sentences):
    return reading_minutes(*[sentence.text for sentence in sentences])
