"""How long a text takes to read."""

import re
from functools import lru_cache

from digest.languages import HAN_PER_MINUTE, WORDS_PER_MINUTE
from digest.text import HAN, HAN_CHARACTER, WIDE

WORD = re.compile(rf"[^\W_{HAN}][^\s{WIDE}]*")


def reading_minutes(*texts: str) -> float:
    """Minutes for these texts: 380 Han characters or 230 words each."""
    return sum(map(_minutes, texts))


@lru_cache(maxsize=4096)  # the sentences of a day are counted for each reader
def _minutes(text: str) -> float:
    return len(HAN_CHARACTER.findall(text)) / HAN_PER_MINUTE + len(WORD.findall(text)) / WORDS_PER_MINUTE
