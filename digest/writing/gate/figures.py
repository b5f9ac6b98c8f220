"""Figures of a sentence stand in the evidence with their unit; number words count as figures."""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence
from digest.writing.number_words import Figure, NumberWord, known_numbers, number_words
from digest.writing.quantities import UNIT_OF_HEAD, canonical_unit, figures_of
from digest.writing.tokens import stands_in

CLAUSE_END = re.compile(r"[\n;。；]|\.(?=\s)")
ITEM = r"(?:`[^`\n]{1,80}`|(?=[a-z.]{0,30}[A-Z0-9_])[A-Za-z0-9_.+-]{1,40})"
SEPARATOR = r"(?:, and |, or |, | and | or | ?[、,和与及或] ?)"
LISTED = re.compile(f"{ITEM}(?:{SEPARATOR}{ITEM}){{1,8}}")
LISTED_END = re.compile(SEPARATOR)
TWO = re.compile(r" and |[与和及]|一[处个种项方].{1,60}另一|\bone\b.{1,80}\bother\b", re.IGNORECASE)
# What a source says in other words: half of it is left by "a 2x reduction" and by "50% less".
SAID_SO = {
    Figure("0.5", "x"): (Figure("2", "x"), Figure("50", "%"), Figure("0.5", "")),
    Figure("2", "x"): (Figure("100", "%"),),
}


def check_figures(text: str, evidence: Evidence) -> Iterator[str]:
    """Each figure and number word of this normalised text that the evidence does not have."""
    for clause in CLAUSE_END.split(text.replace("`", "")):
        told = figures_of(clause)
        units = {figure.unit for figure in told}
        for figure in sorted(told, key=str):
            if not has(figure, evidence) and not _shares_unit(figure, units, evidence):
                yield f'the figure "{figure}" is not in the evidence'
    for clause in CLAUSE_END.split(text):
        counts = set(_counts(clause))
        for word in sorted(number_words(clause)):
            is_counted = not word.figure.unit and word.figure.number in counts
            if not is_counted and not _is_supported(word, clause, evidence):
                yield f'the number word "{word.word}" is not in the evidence'


def _counts(clause):
    """How many things the clause itself names; two of anything may be joined by "and"."""
    yield from (str(len(LISTED_END.split(match[0]))) for match in LISTED.finditer(clause))
    if TWO.search(clause):
        yield "2"


def has(figure: Figure, evidence: Evidence) -> bool:
    """Whether the evidence has this figure, in digits or in a word: 2 of power-of-two, 2x of twice."""
    return evidence.has_figure(figure) or (figure.number, figure.unit) in {known[:2] for known in evidence.numbers}


def _shares_unit(figure, units, evidence):
    """Whether it is one of several that share a unit, which each of them has in the evidence: from 16 to 12 ms."""
    return not figure.unit and any(evidence.has_figure(figure._replace(unit=unit)) for unit in units)


def _is_supported(word: NumberWord, text: str, evidence: Evidence) -> bool:
    if has(word.figure, evidence) or stands_in(word.word, evidence.said) or _is_counted(word.figure, evidence):
        return True
    if any(has(alike, evidence) for alike in SAID_SO.get(word.figure, ())):
        return True
    unit = UNIT_OF_HEAD.match(text.casefold(), word.end + (text[word.end : word.end + 1] == " "))
    return unit is not None and evidence.has_figure(word.figure._replace(unit=canonical_unit(unit[0])))


def _is_counted(figure: Figure, evidence: Evidence) -> bool:
    return not figure.unit and figure.number.isdecimal() and int(figure.number) in evidence.counts


def says_in_words(figure: Figure, text: str) -> bool:
    """Whether this text has a number as a word."""
    return (figure.number, figure.unit) in {known[:2] for known in known_numbers(text)}
