"""A name stands beside the words that the evidence has it beside, and not where the evidence has another of its kind.

Each word next to a name in a sentence is looked up in the evidence. Where a name of the same kind stands beside that
word there, and this one never near it, the other was meant. What is next in English alone is refused; what is two words
away must be so in both languages, and for most places of the word.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.passages import Passage, Token

NEAR = 3  # words within which a name belongs to a word, in the evidence as in the sentence

Places = dict[str, list[tuple[Passage, Token]]]


@dataclass(frozen=True)
class Reach:
    """How far from a name a word may stand, whether on the same side of it, and whether most places must agree."""

    words: int
    is_one_sided: bool
    is_usual: bool


NEXT = Reach(1, is_one_sided=True, is_usual=False)
CLOSE = {"en": Reach(2, is_one_sided=True, is_usual=True), "zh": Reach(2, is_one_sided=False, is_usual=True)}


def check_beside(told: dict[str, list[Passage]], evidence: Evidence) -> Iterator[str]:
    """Each name of these told passages, by language "en" and "zh", in whose place the evidence has another one."""
    places = words_of(evidence.sentences)
    rivals = _rivals(told.get("en", ()), evidence, places, NEXT)
    if CLOSE.keys() <= told.keys():
        close = [_rivals(told[language], evidence, places, reach) for language, reach in CLOSE.items()]
        for name in sorted(close[0].keys() & close[1].keys()):
            rivals[name] |= close[0][name] & close[1][name]
    inside = {token.concept for one in told.values() for passage in one for token in passage.tokens}
    for name, others in rivals.items():
        if others := others - inside:
            yield f'the evidence has "{min(others)}" beside what the sentence has "{name}" beside'


def words_of(passages: Iterable[Passage]) -> Places:
    """{word: each place where it stands}."""
    found: Places = defaultdict(list)
    for passage in passages:
        for token in passage.tokens:
            if token.kind != "part":
                found[token.concept].append((passage, token))
    return found


def _rivals(told: Iterable[Passage], evidence: Evidence, places: Places, reach: Reach) -> dict[str, set[str]]:
    """{name of a sentence: the names that the evidence has in its place}."""
    found: dict[str, set[str]] = defaultdict(set)
    for passage in told:
        for name in (token for token in passage.tokens if token.concept in evidence.marked_shapes):
            for word in _words_beside(passage, name, reach):
                mine = {one.concept for one in passage.near(word, NEAR, NEAR)}
                known = places.get(word.concept, [])
                if not any(_is_near(name.concept, *place) for place in known):
                    found[name.concept] |= _names_beside(name, word, known, evidence, reach) - mine
    return found


def _words_beside(passage: Passage, name: Token, reach: Reach) -> Iterator[Token]:
    """The telling words in reach; a figure belongs to a name and hides what is behind it: GLM-5 layers."""
    figures = {token.place for token in passage.tokens if token.kind == "figure"}
    for word in passage.near(name, reach.words, reach.words):
        is_hidden = bool(figures & {(word.place + name.place) / 2})
        is_beside = word.place != name.place and word.clause == name.clause and not is_hidden
        is_telling = word.kind == "word" and not word.sides and word.concept in passage.anchors
        if is_beside and is_telling and word.concept != name.concept:
            yield word


def _is_near(name: str, passage: Passage, word: Token) -> bool:
    return any(one.concept == name for one in passage.near(word, NEAR, NEAR))


def _names_beside(name: Token, word: Token, known: list[tuple[Passage, Token]], evidence: Evidence, reach: Reach):
    """The names of the same kind that stand beside this word in the evidence, on the side on which this name does."""
    is_behind = word.place > name.place
    found = []
    for passage, place in known:
        found.append(
            {
                one.concept
                for one in passage.near(place, reach.words, reach.words)
                if one.place != place.place
                and one.clause == place.clause
                and (not reach.is_one_sided or (place.place > one.place) == is_behind)
                and _are_alike(name.concept, one.concept, evidence)
            }
        )
    if reach.is_usual and sum(map(bool, found)) * 2 <= len(found):
        return set()
    return set().union(*found)


def _are_alike(name: str, other: str, evidence: Evidence) -> bool:
    """Whether both are names that are written alike, and neither is a part of the other."""
    shapes = evidence.marked_shapes
    return other in shapes and shapes[other] == shapes[name] and name not in other and other not in name
