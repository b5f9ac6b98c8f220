"""Who or what comes first: from A to B, A instead of B, A faster than B stand in the order of the evidence."""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.relations import THING, WORDS, Relation, bare, relations

COMPARED = [
    re.compile(rf"{THING}(?: [\w%-]{{1,20}}){{0,8}}? than {WORDS}?{THING}"),
    *(re.compile(rf"{THING}(?: [\w%-]{{1,20}}){{0,5}}? {word} {WORDS}?{THING}") for word in ("with", "by", "for")),
    re.compile(rf"{THING} to {WORDS}?{THING}"),
]

FIGURE = re.compile(r"\d[\d.,]{0,20}")
OTHER_WAY = re.compile(r"\b(?:rather than|instead of|previously|prior|formerly|used to)\b", re.IGNORECASE)


def check_roles(text: str, evidence: Evidence) -> Iterator[str]:
    """Each pair of names or figures that this text has the other way round than the evidence."""
    for told in dict.fromkeys(relations(text)):
        if _is_reversed(told, evidence):
            yield f'what was and what is are exchanged: "{told.old}", "{told.new}"'
    for pattern in COMPARED:
        for match in pattern.finditer(text):
            first, second = (bare(part) for part in match.groups())
            orders = {order for line in evidence.lines for order in _orders(pattern, line, first, second)}
            if first != second and orders == {"<-"}:
                yield f'what is compared is exchanged: "{first}", "{second}"'


def _is_reversed(told: Relation, evidence: Evidence) -> bool:
    known = evidence.relations
    if told in known:
        return False
    if len({FIGURE.fullmatch(one) is not None for one in told if one}) > 1:
        return False  # nobody takes a figure for a name
    if told.reversed in known or _is_misplaced(told, known) or _is_of_other_side(told, evidence):
        return True
    return all(one[:1].isdigit() for one in told) and _orders_of(told, evidence.lines) == {"<-"}


def _is_misplaced(told, known):
    """Whether the evidence has one of the two only in the other place."""
    olds, news = {one.old for one in known} - {""}, {one.new for one in known} - {""}
    return told.old in news - olds or told.new in olds - news


def _is_of_other_side(told, evidence):
    """Whether the diff adds what is told to have been, or removes what is told to be."""
    sides = [(evidence.diff.has(one, "added"), evidence.diff.has(one, "removed")) for one in told if one]
    expected = [(False, True) if one is told.old else (True, False) for one in told if one]
    return all(found == tuple(reversed(wanted)) for found, wanted in zip(sides, expected, strict=True))


def _orders_of(told, lines):
    """In what order two figures stand in the lines, and so in the rows of a table, that have both."""
    old, new = (re.compile(rf"(?<![\w.]){re.escape(one)}(?!\w|\.\d)", re.IGNORECASE) for one in told)
    found = set()
    for line in (one for one in lines if not OTHER_WAY.search(one)):
        olds, news = ([match.start() for match in pattern.finditer(line)] for pattern in (old, new))
        if len(olds) == len(news) == 1:
            found.add("->" if olds < news else "<-")
    return found


def _orders(pattern, text, first, second):
    for match in pattern.finditer(text):
        found = tuple(bare(part) for part in match.groups())
        if {*found} == {first, second}:
            yield "->" if found == (first, second) else "<-"
