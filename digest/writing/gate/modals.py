"""A verb that the evidence only says is done, or can be, is not told as one that is not, and the other way round.

Only English verbs in a frame count: "can be stored" and "is not stored", "does not know" and "will know".
"""

import re
from collections.abc import Iterable, Iterator

from digest.writing.gate.passages import STOP, stem

AUXILIARIES = "can|could|may|might|must|will|would|should|do|does|did|is|are|was|were"
ADVERBS = "be|been|now|also|still|already|only|always|then|safely|thus|therefore|yet|currently|fully"
FRAME = re.compile(
    rf"\b(?:{AUXILIARIES})(?P<denial>n't|not| not| never| no longer)?(?: (?:{ADVERBS})\b){{0,3}}"
    r" (?P<verb>[a-z]{3,30})\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not|never|without)(?: be(?:en|ing)?)? (?P<verb>[a-z]{3,30})\b", re.IGNORECASE)
OPEN = re.compile(r"\b(?:whether|if|when|where|unless|until|once|nor|neither|no|nothing|none)\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,;:.\n]")

# Said of so many things that to deny one denies no other.
LIGHT = STOP | {stem(word) for word in ("never", "use", "used", "need")}

Verbs = dict[str, set[bool]]


def verbs_in(texts: Iterable[str]) -> Verbs:
    """{stem of each verb in a frame: whether it is denied there, in one or in both ways}."""
    found: Verbs = {}
    for text in texts:
        for verb, is_denied in _frames(text):
            found.setdefault(verb, set()).add(is_denied)
        for match in DENIED.finditer(text):
            found.setdefault(stem(match["verb"]), set()).add(True)
    return found


def check_modals(text: str, known: Verbs) -> Iterator[str]:
    """Each verb of this English text that the evidence has in frames of the other kind only."""
    for clause in CLAUSE_END.split(text):
        for verb, is_denied in () if OPEN.search(clause) else _frames(clause):
            if known.get(verb) == {not is_denied}:
                yield f'the evidence {"does not deny" if is_denied else "denies"} "{verb}"'


def _frames(text: str) -> Iterator[tuple[str, bool]]:
    for match in FRAME.finditer(text):
        verb = stem(match["verb"])
        if verb not in LIGHT:
            yield verb, match["denial"] is not None
