"""What is neither evidence nor glossary is in the language that it should be in."""

import re
from collections.abc import Collection, Iterator

from digest import languages
from digest.text import CODE
from digest.text import HAN_CHARACTER as HAN
from digest.writing import tokens
from digest.writing.gate.evidence import Evidence
from digest.writing.gate.names import is_free
from digest.writing.quantities import UNIT_BEHIND

LATIN_WORDS_LEFT = 2  # of a Chinese sentence, after all that stands in the evidence or the glossary
LATIN_RUN = 6  # more words in a row without a Han character are another language, not a name


def check_language(text: str, language: str, evidence: Evidence, glossary: Collection[str]) -> Iterator[str]:
    """Words of another language in this normalised text."""
    prose = UNIT_BEHIND.sub(" ", CODE.sub(" ", text))
    if languages.get(language).is_han:
        yield from _check_chinese(prose, evidence, glossary)
        return
    left = [run for run in re.findall(f"{HAN.pattern}+", prose) if run.casefold() not in evidence.folded]
    if left:
        yield f"Chinese characters in a text that is not Chinese: {left[0]}"
    if not tokens.LATIN_WORD.search(prose):
        yield "there is no word in Latin letters in it"


def _check_chinese(prose, evidence, glossary):
    if not HAN.search(prose):
        yield "there is no Chinese character in it"
    left = [word for word in tokens.LATIN_WORD.findall(prose) if not (evidence.has(word) or is_free(word, glossary))]
    if len(left) > LATIN_WORDS_LEFT:
        yield f"English words in a Chinese text: {', '.join(left)}"
    for run in re.findall(r"[^\u2e80-\uffef,.;:()\n]+", prose):
        if len(tokens.LATIN_WORD.findall(run)) > LATIN_RUN:
            yield f"an English sentence in a Chinese text: {run.strip()!r}"
