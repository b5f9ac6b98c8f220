"""What a sentence denies in both languages is like something in those places of the evidence that speak of the same.

Weaker than a denial word by word: any negator, or any word of a lack, is enough in a passage that shares as much with
the sentence as the best one does. What was not, or is not yet, is missing whether its author denies it or not.
"""

from collections.abc import Iterator

from digest.writing.gate.direction import context_of
from digest.writing.gate.negation import PAST, ends, has_lack
from digest.writing.gate.passages import Passage, Token, shared, stem

LEAST = 0.8  # that a passage must share with what stands around a negator to speak of the same
ALIKE = 0.6  # of what the best one shares: such passages speak of the same, too
# They say how something is done, seldom that it is not.
MILD = frozenset({"nolonger", "不再", "without", "无需", "不用", "不必"})
PAST_REACH = 3  # words before a negator that may make it one of the past
GIVEN = frozenset(map(stem, ("set", "given", "specified", "passed", "provided"))) | {"指定", "给出", "传入", "提供"}

Told = dict[str, list[Passage]]


def check_denials(told: Told, known: tuple[Passage, ...]) -> Iterator[str]:
    """One reason where both languages, "en" and "zh", deny what no known passage about it is like."""
    found = [next(_groundless(told.get(language, []), known), "") for language in ("en", "zh")]
    if all(found):
        yield f'nothing in the evidence about it denies what "{found[0]}" denies here'


def _groundless(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """The negators of these passages for which the evidence has no ground."""
    for passage in (one for one in told if not ends(one)):
        for token in passage.tokens:
            is_asked = token.is_negator and token.concept not in MILD and not _is_mild(passage, token)
            if is_asked and not (_is_denied_too(passage, token, known) or _has_ground(passage, token, known)):
                yield token.concept


def _is_mild(passage: Passage, negator: Token) -> bool:
    """Whether it says what was not, or is not yet, or where something is not given: of a default nobody says "not"."""
    before = {one.concept for one in passage.near(negator, PAST_REACH, 0)}
    behind = {one.concept for one in passage.near(negator, 0, 1)} - {negator.concept}
    return bool(before & PAST or behind & GIVEN) or any(one.concept == "yet" for one in passage.tokens)


def _is_denied_too(passage: Passage, negator: Token, known: tuple[Passage, ...]) -> bool:
    """Whether the evidence has a word of this clause behind a negator of its own."""
    mine = {one.concept for one in passage.tokens if one.is_negated and one.clause == negator.clause}
    return any(one.is_negated and one.concept in mine for other in known for one in other.tokens)


def _has_ground(passage: Passage, negator: Token, known: tuple[Passage, ...]) -> bool:
    """Whether a passage that speaks of the same lacks something, or none speaks of it."""
    around = context_of(passage, negator)
    likeness = [(shared(around, one.anchors), one) for one in known]
    best = max((value for value, _one in likeness), default=0.0)
    return best < LEAST or any(has_lack(one) for value, one in likeness if value >= ALIKE * best)
