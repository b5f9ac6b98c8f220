"""Words of weight and of release need their like in the evidence."""

import re
from collections.abc import Iterator

from digest.text import HAN_CHARACTER as HAN
from digest.writing.gate.evidence import Evidence
from digest.writing.tokens import W, stands_in

# In both languages: a row is one degree. Any of them in the evidence supports all, since its author weighs, too.
WEIGHTS = [
    {"significant", "significantly", "substantial", "substantially", "显著", "明显", "pronounced", "noticeable"},
    {"major", "重大"},
    {"dramatic", "dramatically", "drastically", "massive", "massively", "greatly", "huge", "大幅", "极大", "巨大"},
    {"critical", "critically", "severe", "crucial", "serious", "严重", "至关重要"},
]
MAJOR_VERSION = re.compile(r"major(?= (?:versions?|releases?|numbers?|\d))")
RELEASED = re.compile(
    rf"(?<![{W}])(?:released|published)(?![{W}])|(?<![{W}])releases? v?\d"
    r"|(?<!已)发布(?!垃圾|内容|消息|评论|帖)|已发布|发版",
    re.IGNORECASE,
)
RELEASE_WORD = re.compile(r"releas|publish|(?<![a-z])ship(?:s|ped|ping)?(?![a-z])|发布|发版", re.IGNORECASE)


def check_weights(text: str, evidence: Evidence) -> Iterator[str]:
    """Each word of weight that the evidence lacks; "released" rests on a release or on a word for one."""
    folded = MAJOR_VERSION.sub(" ", text.casefold())
    for group in WEIGHTS:
        used = sorted(word for word in group if weighs(word, folded))
        if used and not any(weighs(word, evidence.said) for each in WEIGHTS for word in each):
            yield f'the evidence does not say "{used[0]}"'
    if (found := RELEASED.search(text)) and not (evidence.has_release or RELEASE_WORD.search(evidence.said)):
        yield f'"{found[0]}" needs a release among the evidence'


def weighs(word: str, folded: str) -> bool:
    return word in folded if HAN.match(word) else stands_in(word, folded)
