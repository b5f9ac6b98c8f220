"""A figure stands with what the evidence puts it with, and not where the evidence has another one.

Three questions: would two figures of the sentence fit better in each other's places; has the evidence a figure that
fits far better here; and does the word beside it have another figure beside it, wherever the evidence has the word?
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from digest.writing.gate.passages import Passage, Token, shared

NEAR = 8  # words on each side
# How much better other figures must fit before a sentence is refused: two exchanged, or one of elsewhere.
MARGIN_EXCHANGED, MARGIN_OTHER = 0.5, 0.8
OTHER_CLAUSE = 0.5  # the weight of what stands in another clause
RATIOS = frozenset({"%", "x"})  # units that no head of a table gives to bare figures
LISTED = 5  # words between a name and a figure of its list


@dataclass(frozen=True)
class Place:
    """A figure in a passage, and what stands around it, the next word with most weight."""

    passage: Passage
    token: Token

    @cached_property
    def around(self) -> dict[str, float]:
        weights = self.passage.anchors
        found: dict[str, float] = {}
        for other in self.passage.tokens:
            distance = abs(other.place - self.token.place)
            if 0 < distance <= NEAR and other.concept in weights and other.concept != self.token.concept:
                same = 1 if other.clause == self.token.clause else OTHER_CLAUSE
                found[other.concept] = max(found.get(other.concept, 0.0), weights[other.concept] / distance * same)
        return found

    @cached_property
    def beside(self) -> set[tuple[int, str]]:
        """The words right before and right behind it, as (side, word)."""
        return {
            (other.place - self.token.place, other.concept)
            for other in self.passage.tokens
            if abs(other.place - self.token.place) == 1
            and other.kind != "figure"
            and other.concept in self.passage.anchors
        }


Known = dict[str, list[Place]]


def check_bindings(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """Each figure in whose place the evidence has another one."""
    places: Known = {}
    for place in figures_in(known):
        places.setdefault(place.token.concept, []).append(place)
    mine = [place for place in figures_in(told) if place.token.concept in places]
    for one, other in combinations(mine, 2):
        if one.token.concept != other.token.concept and _are_exchanged(one, other, places):
            yield f'"{one.token.concept}" and "{other.token.concept}" are exchanged'
    inside = {place.token.concept for place in mine}
    for place in mine:
        if fitting := _better(place, places, inside) or _beside_the_same(place, places, inside):
            yield f'the evidence has "{fitting}" where the sentence has "{place.token.concept}"'


def figures_in(passages: list[Passage] | tuple[Passage, ...]) -> list[Place]:
    return [Place(one, token) for one in passages for token in one.tokens if token.kind == "figure"]


def _fit(around: dict[str, float], figure: str, places: Known) -> float:
    return max(shared(around, place.around) for place in places[figure])


def _are_exchanged(one: Place, other: Place, places: Known) -> bool:
    names = (one.token.concept, other.token.concept)
    if _is_of_diff(places[names[0]], "remov") and _is_of_diff(places[names[1]], "add"):
        return False  # from what was to what is
    here, there = (
        {word: weight for word, weight in place.around.items() if word not in names} for place in (one, other)
    )
    as_told = _fit(here, names[0], places) + _fit(there, names[1], places)
    return _fit(here, names[1], places) + _fit(there, names[0], places) > as_told + MARGIN_EXCHANGED


def _is_of_diff(places: list[Place], side: str) -> bool:
    return any(one.passage.is_of_diff and one.passage.tokens[0].concept == side for one in places)


def _better(place: Place, places: Known, inside: set[str]) -> str | None:
    """A figure of the evidence alone that fits better in this place."""
    figure = place.token.concept
    own = _fit(place.around, figure, places)
    for other in places.keys() - inside:
        is_alike = ("." in other) == ("." in figure) and _is_alike(figure, other, places)
        if is_alike and _fit(place.around, other, places) > own + MARGIN_OTHER:
            return other
    return None


def _is_alike(figure: str, other: str, places: Known) -> bool:
    """Whether one figure of the evidence may stand for the other: no version for a size, no per cent for a time."""
    dots = {min(one.count("."), 2) for one in (figure, other)}
    kinds = [{one.token.unit if one.token.unit in RATIOS else "" for one in places[name]} for name in (figure, other)]
    return dots != {0, 2} and bool(kinds[0] & kinds[1])


def _beside_the_same(place: Place, places: Known, inside: set[str]) -> str | None:
    """The figure that the evidence has beside a word in this one's place; None where this one is ever near the word."""
    own = places[place.token.concept]
    for side, word in place.beside:
        beside = {name for name, found in places.items() for one in found if (side, word) in one.beside}
        beside = {name for name in beside if _is_alike(place.token.concept, name, places)}
        if beside and not beside & inside and not any(_is_near(word, one) for one in own):
            return min(beside)
    return None


def _is_near(word: str, place: Place) -> bool:
    return any(other.concept == word for other in place.passage.near(place.token, LISTED, LISTED))
