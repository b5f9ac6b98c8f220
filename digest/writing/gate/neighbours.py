"""Which words stand near a name: by them a name is known to be in its place, or in that of another one of its kind."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from digest.writing import tokens
from digest.writing.gate.concepts import CONCEPTS
from digest.writing.gate.passages import SIDES, STOP, Passage, Token, stem

Shape = tuple[bool, ...]
WRITTEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,100}(?<!\.)")
MARKED = re.compile(r"[0-9_]|.[A-Z]|\.(?:py|pyx?|cuh?|hpp|cpp|cc|h|rs|go|js|ts|md|txt|toml|ya?ml|json|sh)$")
WRITTEN_LIKE_NAMES = "True False None true false null nullptr OK PASS FAIL PASSED FAILED PR PRs TODO NOTE EDIT"
VALUES = frozenset(WRITTEN_LIKE_NAMES.split())
WORD = re.compile(r"(?<![A-Za-z0-9_.`/-])[a-z]{1,40}(?![A-Za-z0-9_`/-])")
KNOWN_WORDS = frozenset({*SIDES, *CONCEPTS})
BEGINS = re.compile(r"(?:^|[.:;!?\n#|*\]>-])[`'\"(*\[ ]{0,5}$")


def shapes_in(text: str) -> dict[str, Shape]:
    """{name: how it is written} of the names in this normalised text; a mere capital makes one inside a line only."""
    found: dict[str, Shape] = {}
    for match in WRITTEN.finditer(text):
        word, before = match[0], text[max(0, match.start() - 8) : match.start()]
        is_capital = word[0].isupper() and len(word) > 2 and before[-1:] in (" ", "`") and not BEGINS.search(before)
        is_name = word not in VALUES and tokens.canonical(word) not in STOP
        if is_name and (MARKED.search(word) or before[-1:] == "`" or is_capital):
            found.setdefault(tokens.canonical(word), _shape_of(word))
    return found


def without_words(shapes: dict[str, Shape], text: str) -> dict[str, Shape]:
    """These names without those that are known as words, or are written as one somewhere in the text."""
    words = set(WORD.findall(text))
    return {name: shape for name, shape in shapes.items() if not (name in words or stem(name) in KNOWN_WORDS)}


def _shape_of(word):
    """With a capital inside or not, like code or like a word, in capitals or not, with a number, with a dot or not."""
    is_code = "_" in word
    has_digit = not is_code and any(char.isdigit() for char in word)
    has_inner_capital = not is_code and not word.isupper() and re.search("[a-z][A-Z]", word) is not None
    return (has_inner_capital, is_code, word.isupper(), word[:1].isupper(), has_digit, "." in word)


def neighbours(passage: Passage, token: Token, reach: int) -> frozenset[str]:
    """What a passage speaks of at most `reach` words before and behind one of its words; figures are another matter."""
    return frozenset(
        other.concept
        for other in passage.near(token, reach, reach)
        if other.place != token.place
        and other.kind in ("word", "name")
        and other.concept != token.concept
        and other.concept in passage.anchors
    )


def places_of(names: Iterable[str], known: Iterable[Passage], reach: int) -> dict[str, list[frozenset[str]]]:
    """{name: the neighbours of each place where it stands}."""
    wanted = frozenset(names)
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for passage in known:
        for token in passage.tokens:
            if token.concept in wanted:
                found[token.concept].append(neighbours(passage, token, reach))
    return found


def homes_of(names: Iterable[str], known: Iterable[Passage]) -> dict[str, frozenset[int]]:
    """{name: the numbers of the passages where it stands}."""
    found: dict[str, set[int]] = {name: set() for name in names}
    for number, passage in enumerate(known):
        for token in passage.tokens:
            if token.concept in found:
                found[token.concept].add(number)
    return {name: frozenset(homes) for name, homes in found.items()}


def names_told(told: Iterable[Passage], names: Iterable[str], reach: int) -> Iterator[tuple[str, frozenset[str]]]:
    """(name, its neighbours) of each place of a statement where one of these names stands."""
    for name, places in places_of(names, told, reach).items():
        for place in places:
            yield name, place
