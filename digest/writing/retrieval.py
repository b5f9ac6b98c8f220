"""Retrieves the passages of the evidence that speak of what a sentence says: by shared names, figures and words."""

import re
from collections.abc import Iterable

from digest.writing import tokens

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,}|\d[\d.]*")
PASSAGE_END = re.compile(r"\n|(?<=[.!?;])\s+(?=[A-Z`*])")
MAX_FOUND = 2  # passages that stand for the reason of a sentence
LONGEST_PASSAGE = 300  # characters
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
    """What of these texts speaks of what is told, with the passage on either side, in at most `room` characters."""
    parts = passages(texts)
    wanted = terms(told)
    alike = [len(wanted & terms(part)) for part in parts]
    ranked = sorted(range(len(parts)), key=lambda place: (-alike[place], place))
    kept: set[int] = set()
    for place in [0, *ranked]:  # the first passage is the title
        for beside in (place, place - 1, place + 1):
            if 0 <= beside < len(parts) and beside not in kept and len(parts[beside]) < room:
                kept.add(beside)
                room -= len(parts[beside]) + 1
    return "\n".join(parts[place] for place in sorted(kept))
