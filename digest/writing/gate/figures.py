"""Figures of a sentence stand in the evidence with their unit; number words count as figures."""

import re
from collections.abc import Iterator

from digest.text import HAN_CHARACTER as HAN
from digest.writing.gate.evidence import Evidence
from digest.writing.quantities import Figure, figures_of, number_words
from digest.writing.tokens import stands_in

# The same number in both languages; Chinese characters are looked up by their value, never by their letter alone.
VALUES = {
    2: ("two", "both", "second", "twice", "double", "doubles", "doubled", "pair", "dual", "两", "二", "双"),
    3: ("three", "third", "triple", "thrice", "三"),
    4: ("four", "fourth", "四"),
    5: ("five", "fifth", "五"),
    6: ("six", "sixth", "六"),
    7: ("seven", "seventh", "七"),
    8: ("eight", "eighth", "八"),
    9: ("nine", "ninth", "九"),
    10: ("ten", "tenth", "十"),
}
PLAIN = {"twice", "double", "doubles", "doubled", "triple", "thrice"}  # a factor, which a mere 2 does not support
ALIKE = {word: (value, words) for value, words in VALUES.items() for word in words if word not in PLAIN}


def check_figures(text: str, evidence: Evidence) -> Iterator[str]:
    """Each figure and number word of this normalised text that the evidence does not have."""
    for figure in sorted(figures_of(text.replace("`", "")), key=str):
        if not (evidence.has_figure(figure) or _is_said_in_words(figure, evidence)):
            yield f'the figure "{figure}" is not in the evidence'
    for word in sorted(number_words(text)):
        if not is_supported(word, evidence):
            yield f'the number word "{word}" is not in the evidence'


def _is_said_in_words(figure: Figure, evidence: Evidence) -> bool:
    """Whether a small number without a unit stands in the evidence as a word: 2 of power-of-two."""
    words = [word for word in VALUES.get(int(figure.number), ()) if word not in PLAIN] if is_small(figure) else []
    return any(stands_in(word, evidence.said) for word in words if word.isascii())


def is_small(figure: Figure) -> bool:
    return not figure.unit and re.fullmatch("[2-9]|10", figure.number) is not None


def says_in_words(figure: Figure, text: str) -> bool:
    """Whether this text has a small number as a word."""
    return is_small(figure) and any(word in text.casefold() for word in VALUES[int(figure.number)])


def is_supported(word: str, evidence: Evidence) -> bool:
    """Whether the evidence has this number word, its like in the other language, or the bare figure."""
    value, words = ALIKE.get(word, (None, (word,)))
    if value and evidence.has_figure(Figure(str(value), "")):
        return True
    return any(one in evidence.said if HAN.match(one) else stands_in(one, evidence.said) for one in words)
