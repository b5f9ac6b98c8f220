"""A name stands where the evidence has it, and not where the evidence has another name of its kind.

Of each name the words around it are compared with those around its places in the evidence, and with those around every
other name that is written alike. Another name that fits clearly better in both languages together is the right one.
Where the evidence says next to nothing of the name, or names the two together only, a sentence passes.
"""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.neighbours import names_told
from digest.writing.gate.passages import Passage

TOLD_REACH = 4  # words on each side of a name in a statement; the evidence has more words between
CLEARLY = 3  # words that the other name must share more, in all languages together
CLEARLY_TITLE = 2  # where the title has the other name, and not this one
OWN_AT_MOST = 2  # words that a name in the wrong place may share with its own places
OWN_LEAST = 3  # words near one of its places at least, or the evidence says too little of the name
ERROR = re.compile(r"(?:error|exception|warning)$")


def check_objects(told: list[list[Passage]], evidence: Evidence) -> Iterator[str]:
    """Each name of these told passages, a list for each language, in whose place the evidence has another one."""
    inside = {token.concept for one in told for passage in one for token in passage.tokens}
    read = [list(names_told(one, evidence.places, TOLD_REACH)) for one in told]
    for name in dict.fromkeys(name for one in read for name, _near in one):
        for other in _rivals(name, evidence, inside):
            fits = [_fit(name, other, one, evidence) for one in read]
            own, others = (sum(fit[side] for fit in fits) for side in (0, 1))
            if own <= OWN_AT_MOST and others - own >= _clearly(name, other, evidence):
                yield f'the evidence has "{other}" where the sentence has "{name}"'
                break


def _clearly(name, other, evidence):
    """How many words more the other name must share."""
    is_of_title = 0 in evidence.homes[other] and 0 not in evidence.homes[name]
    return CLEARLY_TITLE if is_of_title else CLEARLY


def _rivals(name, evidence, inside):
    """Names of the author that are of the kind of this one, and that the sentence has neither in whole nor in part."""
    told = {_letters(one) for one in inside}
    is_known = max(map(len, _own_places(name, evidence)), default=0) >= OWN_LEAST
    for other in evidence.places if is_known else ():
        is_part = _letters(other) in told or any("_" in one and one in other for one in inside)
        if not is_part and _are_alike(name, other, evidence) and not evidence.homes[other] <= evidence.homes[name]:
            yield other


def _letters(name):
    return re.sub("[^a-z0-9]", "", name)


def _are_alike(name, other, evidence):
    """Whether both are written alike, neither is a part of the other, and both or none of them name an error."""
    is_written_alike = evidence.shapes[other] == evidence.shapes[name] and (other[0] == "_") == (name[0] == "_")
    are_errors = {ERROR.search(one) is not None for one in (name, other)}
    return is_written_alike and len(are_errors) == 1 and not (name in other or other in name)


def _own_places(name, evidence):
    return [place for each, places in evidence.places.items() if name in each for place in places]


def _fit(name, other, read, evidence):
    """(own, others): the words that the best place of each shares with the best place of the name in a statement."""
    near = [place - {name, other} for one, place in read if one == name]
    return [_most_shared(near, places) for places in (_own_places(name, evidence), evidence.places[other])]


def _most_shared(near, places):
    return max((len(mine & known) for mine in near for known in places), default=0)
