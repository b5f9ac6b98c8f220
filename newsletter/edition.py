"""A digest seen through a selection: the value that mail, page, JSON and preview all show."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import ceil

from django.conf import settings

from newsletter.reading import reading_minutes
from newsletter.section import Count, FollowUp, Line, Ref, Relation, Section, Sentence, Source

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


REMEMBERED = 4096  # repositories under some choice of topics and kinds; a few MB
SUMMARY_SENTENCES = 5
TAKEAWAYS = 3
STORIES_FOR_TAKEAWAYS = 4
FILLED_SENTENCES = 3  # a summary of which fewer than two sentences are left gets headlines up to so many
TAIL_IMPORTANCE = 2  # so little, or less, is named in the tail of a mail
# Which kinds of coverage a reader's kind rests on.
COVERAGE_OF = {
    "merged": {"commits", "pull_requests"},
    "opened": {"pull_requests"},
    "issues": {"issues"},
    "releases": {"releases"},
}


def select(day, selection, budget=None):
    """The Edition of this Day (newsletter.day) for this Selection, saved or not. Pure: asks the database nothing.

    A story is taken whole: when its repository and one of its kinds are chosen, and (no topics are chosen, or one of
    its topics is). Without a budget every story that is not folded is told.
    """
    chosen = [source for source in day.sources if not selection.repositories or source.id in selection.repositories]
    sections = [_taken(day, source, selection) for source in chosen]
    if budget:
        sections = _cut(day, sections, budget, _choice(selection))
    sections.sort(key=lambda section: _rank(day, section))
    active = tuple(section for section in sections if section.found)
    told = [line for section in active for line in section.lines]
    summary, takeaways = _summary(day, told), _takeaways(day, told)
    idle = [(_state(section, selection), section) for section in sections if not section.found]
    by_state = {
        state: tuple(section for found, section in idle if found == state) for state in ("quiet", "failed", "pending")
    }
    return Edition(
        language=day.language,
        date=day.date,
        covers_from=day.covers_from,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        state=day.state,
        written_by=_written_by(told),
        sections=active,
        **by_state,
        summary=summary,
        takeaways=takeaways,
        found=sum(section.found for section in sections),
        told=len(told),
        minutes=ceil(_minutes(day, told, (*summary, *takeaways))),
        kinds=tuple(selection.kinds),
        topics=tuple(selection.topics),
        repositories_total=len(day.sources),
        repositories_chosen=len(chosen),
        topic_names=day.topic_names,
    )


def _taken(day, source, selection):
    """All that this selection takes of one repository, nothing cut yet: remembered as long as there is room."""
    return _remembered(day, (source.id, *_choice(selection)), lambda: _section(day, source, selection))


def _choice(selection):
    return *selection.topics, "", *selection.kinds


def _remembered(day, key, make):
    """What `make()` gives for this key, as long as there is room."""
    found = day.taken.get(key)
    if found is None:
        if len(day.taken) >= REMEMBERED:
            day.taken.clear()
        found = day.taken[key] = make()
    return found


def _section(day, source, selection):
    stories = day.stories.get(source.id, ())
    taken = [line for line in stories if _is_chosen(line, selection)]
    lines = tuple(line for line in taken if not line.fold)
    folded = tuple(line for line in taken if line.fold)
    return Section(
        source=source,
        counts=day.counts.get(source.id, {}),
        lines=lines,
        folded=tuple(Counter(line.fold for line in folded).most_common()),
        folded_lines=folded,
        outside=len(stories) - len(taken),
        found=len(stories),
        written_by=_written_by(lines),
        moved=day.moved.get(source.id, {}),
    )


def _is_chosen(line, selection):
    kind = not selection.kinds or not line.kinds.isdisjoint(selection.kinds)
    return kind and (not selection.topics or not set(selection.topics).isdisjoint(line.topics))


def _cut(day, sections, budget, choice):
    """The best story of every repository first, then by rank, as far as the budget goes; the others go to the tail."""
    firsts = [section.lines[0] for section in sections if section.lines]
    others = [line for section in sections for line in section.lines[1:] if line.importance > TAIL_IMPORTANCE]
    place = _place(day)
    wanted = sorted(firsts, key=place) + sorted(others, key=place)
    told = wanted[: budget.stories or None]
    while budget.minutes and len(told) > 1 and _mail_minutes(day, told) > budget.minutes:
        told.pop()
    ids = {line.id for line in told}
    return [_shortened(day, section, ids, choice) for section in sections]


def _shortened(day, section, ids, choice):
    """The section with these of its lines told, and the others in its tail."""
    lines = tuple([line for line in section.lines if line.id in ids])
    if len(lines) == len(section.lines):
        return section
    key = (section.source.id, *choice, "", *[line.id for line in lines])
    tail = (line for line in section.lines if line.id not in ids)
    return _remembered(day, key, lambda: replace(section, lines=lines, tail=tuple(tail)))


def _place(day):
    """A sort key: the place of a line in the ranking of the day."""
    places = day.places
    return lambda line: places[line.id]


def _rank(day, section):
    """A sort key for sections: by their best story told, then named, then by number of stories and name."""
    first = day.places[section.lines[0].id] if section.lines else len(day.lines)
    named = day.places[section.tail[0].id] if section.tail else len(day.lines)
    return first, named, -sum([count for _fold, count in section.folded]), -section.found


def _summary(day, told):
    """The sentences of which every story is told; are fewer than two left, headlines of the best stories join them."""
    ids = {line.id for line in told}
    kept = [sentence for sentence in day.summary if sentence.statement_ids <= ids][:SUMMARY_SENTENCES]
    if len(kept) >= 2:
        return tuple(kept)
    cited = frozenset().union(*(sentence.statement_ids for sentence in kept))
    free = sorted(
        (line for line in told if line.headline and not line.by_title and line.id not in cited), key=_place(day)
    )
    # A summary that repeats the whole edition is none.
    places = max(min(FILLED_SENTENCES, len(told) - 1) - len(kept), 0)
    return (*kept, *(_remembered(day, line.id, lambda line=line: _headline(day, line)) for line in free[:places]))


def _headline(day, line):
    source = next(source for source in day.sources if source.id == line.repository_id)
    ref = replace(line.refs[0], text=f"{source.name} {line.refs[0].text}")
    return Sentence(line.headline, (ref,), frozenset({line.id}), line.topics, importance=line.importance)


def _takeaways(day, told):
    ids = {line.id for line in told}
    if len(ids) < STORIES_FOR_TAKEAWAYS:
        return ()
    return tuple(sentence for sentence in day.takeaways if sentence.statement_ids <= ids)[:TAKEAWAYS]


def _mail_minutes(day, told):
    return _minutes(day, told, (*_summary(day, told), *_takeaways(day, told)))


def _minutes(day, told, sentences):
    return sum([day.minutes[line.id] for line in told]) + reading_minutes(*[sentence.text for sentence in sentences])


def _written_by(lines):
    by_title = {line.by_title for line in lines}
    return "mixed" if len(by_title) == 2 else "model" if by_title == {False} else "facts"


def _state(section, selection):
    """Nothing happened, not fetched and not yet fetched are three different words."""
    kinds = set().union(*(COVERAGE_OF[kind] for kind in selection.kinds or COVERAGE_OF))
    statuses = {count.status for kind, count in section.counts.items() if kind in kinds}
    if statuses & {"failed", "partial"}:
        return "failed"
    return "pending" if "pending" in statuses or not statuses else "quiet"
