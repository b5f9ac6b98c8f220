"""Spoils recorded answers as a careless or captured model would, to see that nothing of it reaches a reader.

A made-up text is refused for many reasons at once; a true sentence with one false word must be refused for that word.
"""

import copy
import re

LINK = "https://evil.example/install"


def hallucinate(text, _other):
    """Another figure where there is one, else a name that nobody wrote."""
    changed, count = re.subn(r"(?<![\w.])\d+(?=%|\s)", lambda number: str(int(number[0]) + 7), text, count=1)
    return changed if count else f"{text.rstrip('。.')} `FusedTurboQuantV9`"


def injected_link(text, _other):
    return f"{text} {LINK}"


def wrong_language(_text, other):
    return other


KINDS = {spoil.__name__: spoil for spoil in (hallucinate, injected_link, wrong_language)}


def spoil(answer, kind):
    """The answer with every sentence spoiled; as it was where there is no such kind."""
    if kind not in KINDS:
        return answer
    answer = copy.deepcopy(answer)
    for row in (row for rows in answer.values() for row in rows if "en" in row):
        row["zh_hans"], row["en"] = (_spoiled(row, one, other, KINDS[kind]) for one, other in PAIRS)
    return answer


PAIRS = (("zh_hans", "en"), ("en", "zh_hans"))


def _spoiled(row, language, other, change):
    if isinstance(row[language], str):
        return change(row[language], row[other])
    return {name: change(text, row[other][name]) if text else "" for name, text in row[language].items()}
