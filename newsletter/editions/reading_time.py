"""How long a text takes to read."""

import re
from functools import lru_cache

HAN_PER_MINUTE = 380
WORDS_PER_MINUTE = 230
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
WORD = re.compile(
    r"[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff][^\s\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*"
)


def reading_minutes(*texts: str) -> float:
    """Minutes for these texts: 380 Han characters or 230 words each."""
    return sum(map(_minutes, texts))


@lru_cache(maxsize=4096)  # the sentences of a day are counted for each reader
def _minutes(text: str) -> float:
    return len(HAN.findall(text)) / HAN_PER_MINUTE + len(WORD.findall(text)) / WORDS_PER_MINUTE
