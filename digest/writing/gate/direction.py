"""The side of a pair that a sentence takes (added or removed, above or below) is the side that the evidence takes.

For each side in the sentence, passages of the evidence that take a side of that pair are compared by what they share
with the sentence's clause: the passage that shares most decides. Where none takes a side, the sentence passes.
"""

from collections.abc import Iterator

from digest.writing.gate.passages import Passage, Token, shared
from digest.writing.gate.states import State

LEAST = 0.3  # that a passage must share to deny
NEAR = 7  # words on each side that belong to a side word


def check_directions(told: list[Passage], known: tuple[Passage, ...], state: State) -> Iterator[str]:
    """Each side of these told passages that the known ones deny; a report adds and removes nothing."""
    for passage in told:
        for token in passage.tokens:
            for pair, sign in token.sides:
                if not (state is State.REPORT and pair == "presence") and _is_denied(passage, token, pair, sign, known):
                    yield f'the evidence says the opposite of "{token.concept}" ({pair})'


def _is_denied(passage, token, pair, sign, known):
    context = context_of(passage, token)
    best = {1: -1.0, -1: -1.0}
    for other in known:
        for place in other.tokens:
            for its_pair, its_sign in place.sides:
                if its_pair == pair and (its_sign == sign or not other.is_of_diff):
                    best[its_sign] = max(best[its_sign], shared(context, context_of(other, place)))
    return best[-sign] > max(best[sign], LEAST)


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
