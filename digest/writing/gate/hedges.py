"""What the source only says may be, is about, or is on trial, is not told as more: its hedge stays in each language.

A hedge binds what stands right behind it. Where a figure has one wherever the source has the figure, and where a
sentence says most of what follows another hedge, a word of the same family has to be in the sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.passages import Passage, passages
from digest.writing.gate.state import CLAUSE_END

AHEAD = 6  # words behind a hedge that it binds
MOST = 0.6  # of their weight: who says so much says the hedged thing
LEAST_WEIGHT = 2.0  # of what is bound; less is no claim of its own


@dataclass(frozen=True)
class Family:
    """Words that hedge alike: those of a source, and those that keep the hedge in English and in Chinese."""

    name: str
    source: re.Pattern[str]
    kept: dict[str, re.Pattern[str]]


def _family(name: str, source: str, english: str, chinese: str) -> Family:
    return Family(
        name,
        re.compile(rf"(?<![A-Za-z])(?:{source})(?![A-Za-z])", re.IGNORECASE),
        {
            "en": re.compile(rf"(?<![A-Za-z])(?:{english})(?![A-Za-z])", re.IGNORECASE),
            "zh": re.compile(chinese),
        },
    )


POSSIBLE = (
    "may|might|could|can|possibly|perhaps|potential(?:ly)?|likely|maybe|seems?|appears?|risk(?:s|ed)?|would|should"
)
WORDS = (
    _family(
        "may", "may|might|could|possibly|potentially", POSSIBLE, "可能|或许|也许|似乎|恐|有时|会|能|可|易|若|风险|应"
    ),
    _family(
        "experimental",
        "experimental(?:ly)?|preview|prototype|preliminary|work in progress|WIP",
        "experiment(?:s|al|ally)?|preview|prototype|preliminary|draft|first|early|initial|wip|work in progress|trial",
        "实验|试验|试行|预览|草案|草稿|原型|初步|初版|首个|雏形|未完成|进行中",
    ),
    _family(
        "in part",
        "sometimes|in some cases|usually|often|partially|occasionally|intermittently",
        "some|sometimes|in some|most|mostly|usually|often|part(?:s|ly|ial|ially)?|certain|occasional(?:ly)?"
        "|intermittent(?:ly)?|can|may|could|might|sporadic(?:ally)?|at times",
        "有时|有些|某些|一些|部分|多数|大多|通常|往往|一般|偶|时而|可能|间歇|会",
    ),
)
FIGURE = r"[ ~≈]?(\d{1,12}(?:\.\d{1,9}){0,3})(?![\d.]*\d|e[+-]?\d)"
BOUND = _family(
    "up to",
    "up to|at most|no more than",
    "up to|at most|no more than|not more than|max(?:imum)?|peaks?|as much as|as many as|or (?:less|fewer|below)"
    "|limit|cap|best|through|below|until|within|to",
    "最多|至多|不超过|高达|可达|上限|最大|最高|以内|以下|峰值|到|至|为止",
)
ABOUT = _family(
    "about",
    "about|around|roughly|approximately|approx\\.|nearly|almost",
    "about|around|roughly|approximately|nearly|almost|some|close to|near|over|under|more than|less than|within",
    "约|左右|上下|近|接近|大概|差不多|附近|超过|不到|以上|以内",
)
SIGN = re.compile(r"[~≈]")
OF_FIGURES = (
    (BOUND, re.compile(rf"(?<![A-Za-z])(?:up to|at most|no more than) {FIGURE}", re.IGNORECASE)),
    (
        ABOUT,
        re.compile(
            rf"(?:(?<![A-Za-z])(?:about|around|roughly|approximately|approx\.|nearly|almost) |[~≈] ?){FIGURE}",
            re.IGNORECASE,
        ),
    ),
)
# What was so once is not claimed to be so: "could pick 7" may be told as "7 was picked".
PAST = re.compile(
    r"\b(?:was|were|had|did|used to|before|previously|formerly|until)\b|此前|原来|原先|之前|曾", re.IGNORECASE
)
ANY_FIGURE = re.compile(rf"(?<![\w.])(?:{FIGURE.removeprefix('[ ~≈]?')})")


def check_hedges(text: str, told: list[Passage], language: str, evidence: Evidence) -> Iterator[str]:
    """Each hedge of the source that this normalised text in "en" or "zh", read as `told`, says without."""
    yield from _of_figures(text, language, evidence)
    if language == evidence.language:
        yield from _of_words(text, told, language, evidence)


def _of_figures(text, language, evidence):
    for family, expression in OF_FIGURES:
        hedged = {match[1] for line in evidence.lines for match in expression.finditer(line)}
        for clause in CLAUSE_END.split(text):
            if not hedged or family.kept[language].search(clause) or SIGN.search(clause):
                continue
            for figure in sorted({match[1] for match in ANY_FIGURE.finditer(clause)} & hedged):
                if _is_always(expression, figure, evidence):
                    yield f'the evidence says "{family.name} {figure}"'


def _is_always(expression, figure, evidence):
    """Whether the source hedges this figure wherever it has it."""
    hedged = sum(match[1] == figure for line in evidence.lines for match in expression.finditer(line))
    return hedged == sum(match[1] == figure for line in evidence.lines for match in ANY_FIGURE.finditer(line))


def _of_words(text, told, language, evidence):
    present = [one for one in told if not PAST.search(one.text)]
    for family in WORDS:
        if family.kept[language].search(text):
            continue
        for known in evidence.passages:
            for match in () if known.is_of_diff else family.source.finditer(known.text):
                if match[0] == "WIP" and not evidence.state.is_open:
                    continue  # it was, when the title was written
                bound = _bound(known, match)
                if sum(bound.values()) >= LEAST_WEIGHT and any(_says(one, bound) for one in present):
                    yield f'the evidence says "{match[0]}"'
                    return


def _bound(passage: Passage, match: re.Match[str]) -> dict[str, float]:
    """What stands behind a hedge, with weights, the next with most."""
    behind = passages(passage.text[match.end() :])[:1]
    tokens = [token for one in behind for token in one.tokens if token.concept in one.anchors][:AHEAD]
    return {token.concept: behind[0].anchors[token.concept] / (1 + number / 4) for number, token in enumerate(tokens)}


def _says(told: Passage, bound: dict[str, float]) -> bool:
    shared = sum(weight for concept, weight in bound.items() if concept in told.anchors)
    return shared >= MOST * sum(bound.values())
