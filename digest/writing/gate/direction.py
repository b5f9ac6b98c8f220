"""The side of a pair that a sentence takes (added or removed, above or below) is the side that the evidence takes.

For each side in the sentence, passages of the evidence that take a side of that pair are compared by what they share
with the sentence's clause: the passage that shares most decides. Where none takes a side, the sentence passes.
"""

import re
from collections.abc import Iterator

from digest.writing.gate.passages import ENDS, Passage, Token, shared
from digest.writing.gate.states import State

LEAST = 0.3  # that a passage must share to deny
LEAST_ALLOWED = 0.75  # where it denies that something is supported: what mends it tells the lack first
DIFF_DOUBT = 0.4  # that a line added or removed must share more, since a line that is changed is both
NEAR = 7  # words on each side that belong to a side word
# Sides that are said of nothing whose evidence takes none of them: that it adds is not told as removing.
NEEDED = frozenset({("era", -1), ("support", -1), ("presence", -1), ("speed", -1), ("sync", 1), ("sync", -1)})

MEASURING = frozenset({"level", "speed"})
REFUSALS = frozenset({"reject", "refus", "forbid", "prohibit", "disallow"})
BESIDE = 4  # words
REVERTS = re.compile(r"\W{0,3}(?:revert|undo|back out)", re.IGNORECASE)
BY_MISTAKE = re.compile(r"\b(?:mistak|accident|erroneous|unintend|unintention|inadvertent)[a-z]{0,8}\b", re.IGNORECASE)
TOO_MUCH = re.compile(
    r"\b(?:duplicat|redundan|unneeded|unnecessar|superfluous|obsolete|leftover|dead code)", re.IGNORECASE
)
AGAIN = re.compile(r"\b(?:again|back|once more|second)\b|再次|重新|恢复", re.IGNORECASE)
TOLD_AS_PAST = re.compile(
    r"(?<![\w-])(?:was|were|had|did|(?<!are )(?<!is )(?<!be )(?<!been )[a-z]{2,20}ed|said|gave|took|made|went|came"
    r"|led|held|kept|read|meant|cost|could|would)\b",
    re.IGNORECASE,
)
SLOWDOWN = re.compile(r"(?<![\d.])0\.\d{1,6} ?(?:x|×|倍)")  # a speedup of 0.99x is none
MEASURED = re.compile(r"\d[\d.]{0,12} ?(?:[mun]?s|x|%|[kmgt]i?b/s|[mgtp]flops)(?![a-z])", re.IGNORECASE)


def check_sides(told: list[Passage], known: tuple[Passage, ...], state: State) -> Iterator[str]:
    """Each side of these told passages that nothing in the evidence takes, where it has to."""
    taken = _taken(known)
    for passage in told:
        for token in passage.tokens:
            sides = _sides(passage, token, state)
            is_needed = bool(sides) and NEEDED.issuperset(sides) and not _is_later(passage, token)
            if is_needed and not taken.intersection(sides):
                yield f'nothing in the evidence is "{token.concept}" ({sides[0][0]})'


def _is_later(passage, token):
    """Whether it says "after" of something that does not belong to the past: "the map never changes after"."""
    return token.concept == "afterward" and not TOLD_AS_PAST.search(passage.text)


def check_directions(told: list[Passage], known: tuple[Passage, ...], state: State) -> Iterator[str]:
    """Each side of these told passages that the known ones, which are of one matter, deny.

    Lines of the diff deny only what its author does not say.
    """
    said = [one for one in known if not one.is_of_diff]
    taken = _taken(said)
    is_mixed = any(SLOWDOWN.search(one.text) for one in said)  # faster here and slower there
    for passage in told:
        for token in passage.tokens:
            for pair, sign in _sides(passage, token, state):
                if _may_be_mended(passage, token) or (pair == "speed" and is_mixed):
                    continue
                if _is_denied(passage, token, pair, sign, said if (pair, sign) in taken else known):
                    yield f'the evidence says the opposite of "{token.concept}" ({pair})'


def _may_be_mended(passage, token):
    """Whether the evidence may tell the fault that is mended: what it drops is no longer dropped."""
    return token.is_negated and any(one.concept in ENDS for one in passage.tokens)


def _taken(known):
    taken = {side for one in known for token in one.tokens for side in token.sides}
    if any(TOO_MUCH.search(one.text) for one in known):
        taken.add(("presence", -1))  # what mends it takes it away
    if any(SLOWDOWN.search(one.text) for one in known):
        taken |= {("speed", 1), ("speed", -1)}
    if len({found for one in known for found in MEASURED.findall(one.text)}) > 1:
        taken |= {("speed", 1), ("speed", -1)}  # which of them is less is said by the figures alone
    return taken


def _sides(passage, token, state):
    """The sides that a word takes; a report adds and removes nothing, and a factor below one says what is slow.

    Of "loads and stores" neither is a side.
    """
    ignored = {"presence"} if state is State.REPORT else set()
    ignored |= {"speed"} if SLOWDOWN.search(passage.text) else set()
    ignored |= {"presence"} if token.concept == "new" else set()  # it says what something is
    ignored |= {"extreme"} if token.concept in ("atmost", "atleast") else set()  # check_bounds knows of what
    beside = {side for one in passage.near(token, 2, 2) if one.clause == token.clause for side in one.sides}
    return [(pair, sign) for pair, sign in token.sides if pair not in ignored and (pair, -sign) not in beside]


def _is_denied(passage, token, pair, sign, known):
    """Whether what shares most with this place takes the other side."""
    context = context_of(passage, token)
    best = {1: -1.0, -1: -1.0}
    if _is_said_so(token, context, known):
        return False
    for other in known:
        for place in other.tokens:
            for its_pair, its_sign in place.sides:
                if its_pair == pair and (its_sign == sign or _may_deny((passage, token), (other, place), pair)):
                    doubt = DIFF_DOUBT if other.is_of_diff and its_sign != sign else 0
                    best[its_sign] = max(best[its_sign], shared(context, context_of(other, place)) - doubt)
    return best[-sign] > max(best[sign], LEAST_ALLOWED if (pair, sign) == ("support", 1) else LEAST)


def _is_said_so(token, context, known):
    """Whether the evidence has this word of several meanings, of the same: what is dropped is removed or lost."""
    return (len(token.sides) > 1 or token.concept == "revert") and any(
        shared(context, context_of(other, place)) >= LEAST
        for other in known
        for place in other.tokens
        if (place.concept, place.is_negated) == (token.concept, token.is_negated)
    )


def _may_deny(told: tuple[Passage, Token], known: tuple[Passage, Token], pair: str) -> bool:
    """Whether what is known takes its side of the same thing: not in the name of what is reverted, for example."""
    (passage, token), (other, place) = told, known
    if place.concept in REFUSALS and not place.is_negated and (pair, 1) in token.sides and not token.is_negated:
        return False  # what was refused may be what is allowed now
    if REVERTS.match(other.text) and place.concept != "revert":
        return False
    if pair == "support" and other.is_of_diff:
        return False  # a guard in code says of what it is, and no more
    if pair == "presence" and BY_MISTAKE.search(other.text):
        return False
    if pair == "presence" and AGAIN.search(passage.text):
        return place.concept not in ("revert", "undo")
    if pair == "transfer":  # what is read and what is written stands on the same side of its verb
        return any(_beside(*told, side) & _beside(*known, side) for side in (-1, 1))
    return pair not in MEASURING or _has_like_figures(passage, other)


def _has_like_figures(one, other):
    """Whether two passages that both have figures share one; else they measure different things."""
    figures = [_figures(each.tokens) for each in (one, other)]
    return not all(figures) or bool(figures[0] & figures[1])


def _figures(tokens):
    """The figures, but for those that are a part of a name: the 6000 of RTX PRO 6000."""
    before = {token.place + 1 for token in tokens if token.kind == "name"}
    return {token.concept for token in tokens if token.kind == "figure" and token.place not in before}


def _beside(passage, token, side):
    """What stands at most a few words before (-1) or behind (1) a word."""
    return {
        one.concept
        for one in passage.tokens
        if 0 < (one.place - token.place) * side <= BESIDE and one.concept in passage.anchors and one.kind != "part"
    }


def context_of(passage: Passage, token: Token) -> dict[str, float]:
    """What stands around a word, nearer things with more weight."""
    weights = passage.anchors
    found: dict[str, float] = {}
    for other in passage.tokens:
        distance = abs(other.place - token.place)
        if other is not token and distance <= NEAR and other.concept in weights and not other.sides:
            weight = weights[other.concept] / (1 + distance / 4)
            found[other.concept] = max(found.get(other.concept, 0), weight)
    return found
