"""Retrieves the passages of the evidence that speak of what a sentence says: by shared names, figures and words."""

import re
from collections.abc import Iterable

from digest.writing import tokens

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,}|\d[\d.]*")
PASSAGE_END = re.compile(r"\n|(?<=[.!?;])\s+(?=[A-Z`*])")
MAX_FOUND = 2  # passages that stand for the reason of a sentence
LONGEST_PASSAGE = 300  # characters
NAME = re.compile(r"[0-9_]")
NAMING = 3  # words that a name or a figure outweighs
STOP_WORDS = frozenset(
    {"the", "and", "for", "with", "from", "that", "this", "are", "was", "were", "has", "have", "not", "now", "can"}
)


def passages(texts: Iterable[str]) -> list[str]:
    """The lines and sentences of these texts, in their order."""
    parts = (part.strip() for text in texts for part in PASSAGE_END.split(text))
    return list(dict.fromkeys(part[:LONGEST_PASSAGE] for part in parts if part))


def terms(text: str) -> set[str]:
    """What one text has in common with another about the same: names, figures and longer words, without their case."""
    found = (word.casefold().rstrip(".") for word in WORD.findall(tokens.normalise(text)))
    return {tokens.PLURAL.sub("", word) for word in found} - STOP_WORDS


def most_alike(told: str, texts: Iterable[str], most: int = MAX_FOUND) -> list[str]:
    """The passages that share most with what is told, at least two terms; best first."""
    wanted = terms(told)
    scored = [(len(wanted & terms(passage)), passage) for passage in passages(texts)]
    best = sorted((one for one in scored if one[0] > 1), key=lambda one: -one[0])
    return [passage for _score, passage in best[:most]]


def excerpt(told: str, texts: list[str], room: int) -> str:
    """What of these texts speaks of what is told, in at most `room` characters.

    The title, then what has each name and figure that is told, then what stands beside that, then the rest that fits.
    """
    parts = passages(texts)
    telling = _telling(terms(told), [terms(part) for part in parts])
    beside = [place for one in telling for place in (one - 1, one + 1) if 0 <= place < len(parts)]
    kept: set[int] = set()
    for place in [0, *telling, *beside, *range(len(parts))]:  # the first passage is the title
        if place not in kept and place < len(parts) and len(parts[place]) < room:
            kept.add(place)
            room -= len(parts[place]) + 1
    return "\n".join(parts[place] for place in sorted(kept))


def _telling(wanted: set[str], known: list[set[str]]) -> list[int]:
    """The places of what is known that have something wanted: first each with most that is still missing."""
    shared = [wanted & terms for terms in known]
    ranked = sorted((place for place in range(len(known)) if shared[place]), key=lambda place: -_weight(shared[place]))
    missing = set(wanted)
    found: list[int] = []
    while missing and ranked:
        best = max(ranked, key=lambda place: _weight(missing & shared[place]))
        if not missing & shared[best]:
            break
        found.append(best)
        missing -= shared[best]
    return [*found, *ranked]


def _weight(words: set[str]) -> int:
    """How much these terms tell: a figure or a name in code more than a word."""
    return sum(NAMING if NAME.search(word) else 1 for word in words)
