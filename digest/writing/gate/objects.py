"""A name stands where the evidence has it, and not where the evidence has another name of its kind.

Of each name the words around it are compared with those around its places in the evidence, and with those around every
other name that is written alike. Another name that fits clearly better in both languages together is the right one.
"""

from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.neighbours import names_told
from digest.writing.gate.passages import Passage

TOLD_REACH = 4  # words on each side of a name in a statement; the evidence has more words between
CLEARLY = 2  # words that the other name must share more, in all languages together
OWN_AT_MOST = 1  # words that a name in the wrong place may share with its own places


def check_objects(told: list[list[Passage]], evidence: Evidence) -> Iterator[str]:
    """Each name of these told passages, a list for each language, in whose place the evidence has another one."""
    inside = {token.concept for one in told for passage in one for token in passage.tokens}
    read = [list(names_told(one, evidence.places, TOLD_REACH)) for one in told]
    for name in dict.fromkeys(name for one in read for name, _near in one):
        for other in _rivals(name, evidence, inside):
            fits = [_fit(name, other, one, evidence) for one in read]
            own, others = (sum(fit[side] for fit in fits) for side in (0, 1))
            if own <= OWN_AT_MOST and others - own >= CLEARLY:
                yield f'the evidence has "{other}" where the sentence has "{name}"'
                break


def _rivals(name, evidence, inside):
    """Names that are written as this one is, and that the sentence does not have, in whole or in part."""
    shape = evidence.shapes[name]
    for other in evidence.places:
        is_alike = evidence.shapes[other] == shape and not (name in other or other in name)
        if is_alike and other not in inside and not any("_" in one and one in other for one in inside):
            yield other


def _fit(name, other, read, evidence):
    """(own, others): the words that the best place of each shares with the best place of the name in a statement."""
    near = [place - {name, other} for one, place in read if one == name]
    own = [place for each, places in evidence.places.items() if name in each for place in places]
    return [_most_shared(near, places) for places in (own, evidence.places[other])]


def _most_shared(near, places):
    return max((len(mine & known) for mine in near for known in places), default=0)
