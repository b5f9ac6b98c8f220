"""Figures that are compared: what is above one is not told as below it, and what rises does not end lower."""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence

FIGURE = r"(\d{1,20}(?:[.,]\d{1,20}){0,5})"
UNIT = r"(?: ?(?:%|[A-Za-z]{1,8}(?:/[a-z]{1,6})?)(?![A-Za-z]))?"
HAN = r"[\u3400-\u9fff ]"
WORDS = r"(?:[a-z]{1,20} ){0,3}?"
MORE, LESS = "(?:more|larger|bigger|greater|higher|longer)", "(?:less|smaller|fewer|lower|shorter)"
BEHIND = rf"(?<![\w.]){FIGURE}{UNIT}"
LAST = r"(?:\s[a-z]{1,20}){0,5} at %s\b(?=\s?[.,;)]|\s?$|\n)"  # "10 lines of a file at most"
# Each bound in both languages; "at most 8" is what is left of "above 8", and no opposite of it.
BOUNDS = {
    "above": [
        rf"(?i)\b(?:above|over|exceed(?:s|ing)?|beyond|{MORE} than) {WORDS}{FIGURE}",
        rf"(?<!不)(?:大于|超过|高于|多于|超出) ?{FIGURE}",
    ],
    "below": [
        rf"(?i)\b(?:below|under|{LESS} than) {WORDS}{FIGURE}",
        rf"(?:(?<!不)(?:小于|低于|少于)|不足|不到) ?{FIGURE}",
    ],
    "at least": [
        rf"(?i)\bat least {WORDS}{FIGURE}",
        rf"(?i){BEHIND}{LAST % 'least'}",
        rf"(?i){BEHIND} (?:or|and) (?:above|more|higher|later|newer|up|larger|greater)\b",
        rf"(?:不少于|不低于|不小于|至少|最少)[\u3400-\u9fff]{{0,3}} ?{FIGURE}",
        rf"{BEHIND} ?[个块]?(?:或|及)?(?:以上|更高|更多)",
    ],
    "at most": [
        rf"(?i)\b(?:at most|up to) {WORDS}{FIGURE}",
        rf"(?i){BEHIND}{LAST % 'most'}",
        rf"(?i){BEHIND} (?:or|and) (?:below|less|lower|fewer|earlier|older|smaller)\b",
        rf"(?:不多于|不超过|不高于|不大于|至多|最多)[\u3400-\u9fff]{{0,3}} ?{FIGURE}",
        rf"{BEHIND} ?[个块]?(?:或|及)?(?:以下|以内|更低|更少)",
    ],
}
SIGNS = {
    "above": [rf"(?<![-=>])> ?{FIGURE}"],
    "below": [rf"(?<![<-])< ?{FIGURE}"],
    "at least": [rf"(?:>=|≥) ?{FIGURE}", rf"(?i)\bmin[a-z_]{{0,40}} ?[=:] ?{FIGURE}"],
    "at most": [rf"(?:<=|≤) ?{FIGURE}", rf"(?i)\bmax[a-z_]{{0,40}} ?[=:] ?{FIGURE}"],
}
OPPOSITES = {"above": "below", "below": "above", "at least": "at most", "at most": "at least"}
COMPLEMENTS = {"above": "at most", "at most": "above", "below": "at least", "at least": "below"}
ALIKE = {"above": "at least", "at least": "above", "below": "at most", "at most": "below"}
TOLD = {bound: [re.compile(one) for one in patterns] for bound, patterns in BOUNDS.items()}
KNOWN = {bound: [*patterns, *map(re.compile, SIGNS[bound])] for bound, patterns in TOLD.items()}
# What is refused below a bound works above it: of a guard only the other side is told.
GUARD = re.compile(
    r"(?i)\b(?:raise|throw|assert|check|error|return|reject|unsupported|exclude|skip|False|fail|not)\b|\bif\b"
)
NEGATED = re.compile(r"(?i)\b(?:not?|never|n't)\s?$")

UP = (
    "ris(?:es|ing|e)|rose|rais(?:es|ed|ing|e)|grow(?:s|n)?|grew|increas(?:es|ed|ing|e)|climb(?:s|ed)?|upgrad(?:es|ed|e)"
)
DOWN = (
    "falls?|fell|lower(?:s|ed)?|drop(?:s|ped)?|decreas(?:es|ed|ing|e)|reduc(?:es|ed|ing|e)|shr[iau]nks?"
    "|cut|downgrad(?:es|ed|e)"
)
UP_ZH, DOWN_ZH = "升|增|涨|提", "降|减|缩|跌"
MOVES = [
    (
        re.compile(
            rf"(?i)\b(?:({UP})|({DOWN}))\b(?: [\w-]{{1,30}}){{0,6}}?"
            rf" from {WORDS}{FIGURE}({UNIT}) to {WORDS}{FIGURE}({UNIT})"
        )
    ),
    (re.compile(rf"[从由自] ?{FIGURE}({UNIT}){HAN}{{0,6}}?(?:({UP_ZH})|({DOWN_ZH})){HAN}{{0,4}}?{FIGURE}({UNIT})")),
]
ENDS = [
    re.compile(rf"(?i)\b(?:({UP})|({DOWN})) to {FIGURE}({UNIT})"),
    re.compile(rf"(?:({UP_ZH})|({DOWN_ZH}))[高低大小少]?[到至为] ?{FIGURE}({UNIT})"),
]
BEGAN = [
    re.compile(rf"(?i)\b(?:was|were) {WORDS}{FIGURE}({UNIT}) before\b"),
    re.compile(rf"(?:此前|原来|原先|之前|原本)[为是]? ?{FIGURE}({UNIT})"),
]


def check_bounds(text: str, evidence: Evidence) -> Iterator[str]:
    """Each figure of this text with the other side of it than the evidence has, and each move that goes nowhere."""
    known = known_bounds(evidence)
    for bound, figure in bounds_of(text, TOLD):
        if (OPPOSITES[bound], figure) in known and not known & {(bound, figure), (ALIKE[bound], figure)}:
            yield f'the evidence does not say "{bound} {figure}"'
    for old, new, is_up in _moves(text):
        if not _can_go(old, new, is_up):
            yield f"it is said to go {'up' if is_up else 'down'}, and goes the other way"


def known_bounds(evidence: Evidence) -> set[tuple[str, str]]:
    """{(bound, figure)} of the evidence; what a guard in code lets not through may be told as what it lets through."""
    found = set()
    for line in (*evidence.lines, *evidence.diff.texts):
        here = set(bounds_of(line, KNOWN)) if any(char.isdigit() for char in line) else set()
        found |= here
        if GUARD.search(line):
            found |= {(OPPOSITES[bound], figure) for bound, figure in here}
    return found


def bounds_of(text: str, patterns: dict[str, list[re.Pattern[str]]]) -> Iterator[tuple[str, str]]:
    """(bound, figure) of each figure that is one; "not above 8" is at most 8."""
    for bound, each in patterns.items():
        for match in (match for pattern in each for match in pattern.finditer(text)):
            is_negated = NEGATED.search(text[max(0, match.start() - 8) : match.start()])
            yield COMPLEMENTS[bound] if is_negated else bound, match[1].replace(",", "")


def _moves(text):
    """(before, after, whether it is said to rise) of each figure that rises or falls."""
    for pattern, (old, up, new) in zip(MOVES, ((3, 1, 5), (1, 3, 5)), strict=True):
        for match in pattern.finditer(text):
            units = {match[place + 1].strip() for place in (old, new)}
            if len(units - {""}) < 2:  # from 2 s to 7 ms it falls
                yield match[old], match[new], match[up] is not None
    for end, began in zip(ENDS, BEGAN, strict=True):
        for after in end.finditer(text):
            for before in began.finditer(text):
                if before[2].strip() == after[4].strip():
                    yield before[1], after[3], after[1] is not None


def _can_go(old, new, is_up):
    """Whether this is the way from one figure to the other, read as numbers or, part by part, as versions."""
    readings = [tuple(map(read, (old, new))) for read in (_size, _version)]
    return old == new or any((after > before) == is_up for before, after in readings)


def _version(figure):
    return tuple(map(int, figure.replace(",", "").split(".")))


def _size(figure):
    """As a number; more than one dot makes a version of it."""
    parts = figure.replace(",", "").split(".")
    return _version(figure) if len(parts) > 2 else (float(".".join(parts)),)
