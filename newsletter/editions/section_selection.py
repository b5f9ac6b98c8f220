"""What one choice of topics and kinds takes of one repository, with all that editions add up of it: worked out once."""

from collections import Counter
from dataclasses import dataclass, replace

from newsletter.editions.types import Section

REMEMBERED = 4096  # repositories under some choice of topics and kinds; a few MB
TAIL_IMPORTANCE = 2  # so little, or less, is named in the tail of a mail
# Which kinds of coverage a reader's kind rests on.
COVERAGE_OF = {
    "merged": {"commits", "pull_requests"},
    "opened": {"pull_requests"},
    "issues": {"issues"},
    "releases": {"releases"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A Section and what follows from it; lines are named by their places in the ranking of the day."""

    id: int  # of the repository
    choice: tuple  # (topics, kinds)
    section: Section
    found: int  # stories of the day in this repository, before any filter
    state: str  # where nothing happened: quiet, failed or pending
    rank: tuple  # a sort key: by the best story told, then named, then by number of stories and name
    told: tuple[int, ...]
    wanted: tuple[int, ...]  # what a mail may tell: the best first, whatever it is, and what matters
    minutes: float  # to read what is told
    writers: frozenset[bool]  # of what is told: is it told by its title?


def taken(day, source_id, choice):
    """The Part that this choice takes of a repository of the day, nothing cut."""
    return remembered(day, (source_id, choice), lambda: _part(day, choice, _section(day, source_id, *choice)))


def shortened(day, part, number):
    """Of a whole Part, so many of the lines that are wanted are told; the others go to the tail."""
    if number == len(part.told):
        return part
    key = (part.id, part.choice, number)
    return day.taken.get(key) or remembered(day, key, lambda: _part(day, part.choice, _cut(day, part, number)))


def remembered(day, key, make):
    """What `make()` gives for this key, as long as there is room."""
    found = day.taken.get(key)
    if found is None:
        if len(day.taken) >= REMEMBERED:
            day.taken.clear()
        found = day.taken[key] = make()
    return found


def written_by(writers):
    """`writers`: for the stories told, whether they are told by their titles, as a set."""
    return "mixed" if len(writers) == 2 else "model" if writers == {False} else "facts"


def _section(day, source_id, topics, kinds):
    stories = day.stories.get(source_id, ())
    taken = [line for line in stories if _is_chosen(line, topics, kinds)]
    lines = tuple(line for line in taken if not line.fold)
    folded = tuple(line for line in taken if line.fold)
    return Section(
        source=day.sources[day.source_places[source_id]],
        counts=day.counts.get(source_id, {}),
        lines=lines,
        folded=tuple(Counter(line.fold for line in folded).most_common()),
        folded_lines=folded,
        outside=len(stories) - len(taken),
        found=len(stories),
        written_by=written_by(_writers(lines)),
        moved=day.moved.get(source_id, {}),
    )


def _is_chosen(line, topics, kinds):
    return (not kinds or not line.kinds.isdisjoint(kinds)) and (not topics or not set(topics).isdisjoint(line.topics))


def _writers(lines):
    return frozenset(line.by_title for line in lines)


def _cut(day, part, number):
    told = {day.lines[place].id for place in part.wanted[:number]}
    lines = tuple(line for line in part.section.lines if line.id in told)
    return replace(part.section, lines=lines, tail=tuple(line for line in part.section.lines if line.id not in told))


def _part(day, choice, section):
    lines, places = section.lines, tuple(day.places[line.id] for line in section.lines)
    others = (place for place in places[1:] if day.lines[place].importance > TAIL_IMPORTANCE)
    return Part(
        id=section.source.id,
        choice=choice,
        section=section,
        found=section.found,
        state=_state(section, choice[1]),
        rank=_rank(day, section),
        told=places,
        wanted=(*places[:1], *others),
        minutes=sum(day.minutes[line.id] for line in lines),
        writers=_writers(lines),
    )


def _rank(day, section):
    first = day.places[section.lines[0].id] if section.lines else len(day.lines)
    named = day.places[section.tail[0].id] if section.tail else len(day.lines)
    folded = sum(count for _fold, count in section.folded)
    return first, named, -folded, -section.found, day.source_places[section.source.id]


def _state(section, kinds):
    """Nothing happened, not fetched and not yet fetched are three different words."""
    coverage = set().union(*(COVERAGE_OF[kind] for kind in kinds or COVERAGE_OF))
    statuses = {count.status for kind, count in section.counts.items() if kind in coverage}
    if statuses & {"failed", "partial"}:
        return "failed"
    return "pending" if "pending" in statuses or not statuses else "quiet"
