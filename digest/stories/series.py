"""A series: what one author did for one matter within a day, in several changes; it is one story with its parts."""

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from digest import references
from digest.models import Activity
from digest.stories import folding, keywords, relations
from digest.stories.story import Story, UnionFind

TAGS = re.compile(r"^\s*((?:\[[^\]]{1,80}\]\s*){1,6})")
CONVENTIONAL = re.compile(r"^\s*\w{1,20}(?:\(([^)]{1,80})\))?!?:\s")
PART = re.compile(r"(?<![\w./])(?:part\s*)?(\d{1,2})\s?(?:/|of)\s?(\d{1,2}|n)(?![\w./])", re.IGNORECASE)
WORD = re.compile(
    r"(?<![A-Za-z0-9])(?!sm\d)[A-Za-z][A-Za-z0-9]{2,}", re.IGNORECASE
)  # sm90 is where something is done, not what
# What titles of any two changes may have in common; it names no matter.
COMMON_WORDS = """
add added adds allow and api are avoid better bug bwd can change changes class code correct default disable don enable
error feature file files fix fixed fixes for from function functions fwd handle implement improve instead into kernel
kernels left let make method missing model models more move need new not now only option out part put refactor remove
rename replace right set simplify some support switch test tests that the this try tune update use used uses using
value values version via when with without
"""
COMMON = frozenset(COMMON_WORDS.split())
LEAST_SHARED = 2  # words of two titles


class _Part(NamedTuple):
    """What decides whether a story is a part of a series, read once."""

    place: int
    who: Hashable  # only what one author did in one state, and to one end, can be one series
    tags: str
    words: frozenset[str]
    files: frozenset[str]
    number: tuple[str, str] | None  # "2/3" as ("2", "3")
    branches: tuple[str, str]  # whence and where to


def groups(stories: Sequence[Story]) -> list[list[Story]]:
    """The stories, those of one series together, each in exactly one group; in their order."""
    found = UnionFind()
    for one, other in combinations([_part(place, story) for place, story in enumerate(stories) if _may_be(story)], 2):
        if _is_one_matter(one, other):
            found.join(one.place, other.place)
    places: dict[Hashable, list[Story]] = {}
    for place, story in enumerate(stories):
        places.setdefault(found.root(place), []).append(story)
    return list(places.values())


def parts(mains: Iterable[Activity]) -> list[dict[str, str]]:
    """The rows that lead to these further parts of a series."""
    return [relations.part(main) for main in mains]


def _may_be(story: Story) -> bool:
    """A change or a proposal of a named author that is told by itself, and neither undoes nor brings back."""
    main = story.main
    is_pull = main.kind in (Activity.Kind.COMMIT, Activity.Kind.PULL_REQUEST)
    is_undo = relations.is_revert(main) or relations.is_reland(main) or relations.is_from_private_fork(main)
    return is_pull and bool(main.author) and not (story.fold or is_undo or folding.names_flaw(story))


def _part(place: int, story: Story) -> _Part:
    main = story.main
    title = references.bare_title(main.title)
    number = PART.search(title)
    tags, said = _split(PART.sub(" ", title))
    return _Part(
        place=place,
        who=(main.author, story.is_change, main.late, bool(keywords.FIX.search(title))),
        tags=tags,
        words=frozenset(_words(said)) - set(_words(tags)),
        files=frozenset(row["path"] for row in story.files if not folding.is_beside(row["path"])),
        number=(number[1], number[2].lower()) if number else None,
        branches=(main.head, main.branch),
    )


def _split(title: str) -> tuple[str, str]:
    """(tags or scope, the rest) of a title: "[Fwd,Sm100] Use X" and "fix(api): use X"; a mere type names no matter."""
    if tags := TAGS.match(title):
        return " ".join(re.findall(r"[\w-]+", tags[1].casefold())), title[tags.end() :]
    scope = CONVENTIONAL.match(title)
    return (scope[1] or "").casefold() if scope else "", title[scope.end() :] if scope else title


def _words(text: str) -> Iterable[str]:
    """The words of a title that may name its matter, without case, plural and -ing."""
    folded = (word.casefold() for word in WORD.findall(text.replace("_", " ")))
    return (word.removesuffix("s").removesuffix("ing") for word in folded if word not in COMMON)


def _is_one_matter(one: _Part, other: _Part) -> bool:
    if one.who != other.who:
        return False
    return _is_stacked(one, other) or _is_numbered(one, other) or _is_alike(one, other)


def _is_stacked(one: _Part, other: _Part) -> bool:
    """Whether one goes into the branch that the other comes from."""
    pairs = ((one.branches[1], other.branches[0]), (other.branches[1], one.branches[0]))
    return any(target and target == source for target, source in pairs)


def _is_numbered(one: _Part, other: _Part) -> bool:
    """ "[1/3]" and "[2/3]" with the same tags, or where both speak of the same."""
    if not one.number or not other.number or one.number == other.number or one.number[1] != other.number[1]:
        return False
    return bool(one.tags and one.tags == other.tags) or bool(one.words & other.words)


def _is_alike(one: _Part, other: _Part) -> bool:
    """Whether both change the same code under the same tags, and say so much in the same words that it is one matter.

    The words of a shared file's name are where, not what: in flash_fwd.py many things are done in a day.
    """
    if one.tags != other.tags:
        return False
    files = one.files & other.files
    if not files:  # the same done to a neighbour
        is_neighbour = bool(_folders(one) & _folders(other))
        return is_neighbour and one.words == other.words and len(one.words) >= LEAST_SHARED
    place = {word for path in files for word in _words(path.rpartition("/")[2])}
    mine, theirs = one.words - place, other.words - place
    shared = len(mine & theirs)
    is_some = shared >= LEAST_SHARED
    if one.tags:
        return is_some or 0 < max(len(mine), len(theirs)) <= 2 * shared
    return is_some and 2 * shared >= min(len(mine), len(theirs))


def _folders(part: _Part) -> set[str]:
    return {path.rpartition("/")[0] for path in part.files}
