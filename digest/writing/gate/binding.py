"""A figure stands with what the evidence puts it with, and not where the evidence has another one."""

from collections.abc import Iterator

from digest.writing.gate.passages import Passage, Token, shared

NEAR = 8  # words on each side
# How much better another figure must fit before a sentence is refused: one of the sentence, or one of the evidence.
MARGIN_INSIDE, MARGIN_OUTSIDE = 0.5, 0.8
OTHER_CLAUSE = 0.5  # the weight of what stands in another clause


def check_bindings(told: list[Passage], known: tuple[Passage, ...]) -> Iterator[str]:
    """Each figure in whose place the evidence has another one."""
    inside = {token.concept for passage in told for token in passage.tokens}
    places = [(token, _around(one, token)) for one in known for token in one.tokens if token.kind == "figure"]
    for passage in told:
        for token in passage.tokens:
            if token.kind == "figure" and (other := _better(token, _around(passage, token), places, inside)):
                yield f'the evidence has "{other}" where the sentence has "{token.concept}"'


def _better(token, around, places, inside):
    """The figure with the same unit that fits better in this place; None where the evidence has not even this one."""
    best: dict[str, float] = {}
    for other, its_around in places:
        if other.unit == token.unit and ("." in other.concept) == ("." in token.concept):
            best[other.concept] = max(best.get(other.concept, 0.0), shared(around, its_around))
    if token.concept not in best:
        return None
    own = best.pop(token.concept)
    for other, fit in best.items():
        if fit > own + (MARGIN_INSIDE if other in inside else MARGIN_OUTSIDE):
            return other
    return None


def _around(passage: Passage, token: Token) -> dict[str, float]:
    """What stands beside a figure, the next word with most weight."""
    weights = passage.anchors
    found: dict[str, float] = {}
    for other in passage.tokens:
        distance = abs(other.place - token.place)
        if 0 < distance <= NEAR and other.concept in weights and other.concept != token.concept:
            weight = weights[other.concept] / distance * (1 if other.clause == token.clause else OTHER_CLAUSE)
            found[other.concept] = max(found.get(other.concept, 0.0), weight)
    return found
