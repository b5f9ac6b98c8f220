"""Texts as terms: pairs of Han characters, and whole Latin words with the parts that identifiers are made of.

No index of a database finds two Han characters, `#34914` and `--mamba-backend` alike; terms of our own do, in any.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from digest.search.filters import NAMES
from digest.text import HAN

MAX_TERMS = 600  # of one document; a release may name hundreds of changes
MAX_QUERY = 200  # characters that are read of a query
MAX_QUERY_TERMS = 16
SHORT_SHA, FULL_SHA = 7, 40
BEGINS = "*"  # behind a term that may go on; no term of a document has it
SHORTEST_BEGINNING = 3  # letters

RUN = re.compile(rf"[{HAN}]{{1,200}}|[\w#+./:@-]{{1,200}}")
IS_HAN = re.compile(rf"[{HAN}]")
WORD_WITH_HAN = re.compile(rf"[{HAN}]{{1,200}}|[^{HAN}]{{1,200}}")
PART = re.compile(r"[^\W_]{1,100}")
NAME = re.compile(r"\w{1,100}")
HUMP = re.compile(r"[A-Z]{1,30}(?![a-z])\d{0,9}|[A-Z]?[a-z]{1,30}\d{0,9}")
SHA = re.compile(r"(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[0-9a-f]{8,39}")


def document_terms(texts: Iterable[str]) -> list[str]:
    """The terms under which these texts are found, each once, at most MAX_TERMS."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _runs(text):
            found.update(dict.fromkeys(_pairs(run, 1) if IS_HAN.match(run) else _forms(run)))
    return list(found)[:MAX_TERMS]


def query_terms(query: str) -> list[str]:
    """All of these must be in a document; empty for nothing.

    Pairs of Han characters; numbers, hashes and short words as they were typed; longer words as beginnings (BEGINS).
    """
    found: dict[str, None] = {}
    for run in _runs(query[:MAX_QUERY]):
        if IS_HAN.match(run):
            found.update(dict.fromkeys(_pairs(run, 2) if len(run) > 1 else [run]))
        elif word := _whole(run).casefold():
            found[_asked(word)] = None
    return list(found)[:MAX_QUERY_TERMS]


def _asked(word: str) -> str:
    if SHA.fullmatch(word):
        return word[:SHORT_SHA]
    is_exact = len(word) < SHORTEST_BEGINNING or word.startswith("#") or word.isdecimal()
    is_filter = any(name.startswith(word) for name in NAMES)  # every document has terms that begin so
    return word if is_exact or is_filter else word + BEGINS


def _runs(text: str) -> Iterator[str]:
    """Han characters and others apart: in 支持SM121的 stands SM121."""
    for run in RUN.findall(unicodedata.normalize("NFKC", text)):
        yield from WORD_WITH_HAN.findall(run)


def _pairs(run: str, shortest: int) -> Iterator[str]:
    for size in range(shortest, 3):
        yield from (run[place : place + size] for place in range(len(run) - size + 1))


def _whole(word: str) -> str:
    """Without what a sentence puts around a word: stops and colons, never the signs of #34914 and --flag."""
    return word.lstrip("./:").rstrip("./:-#@+") if PART.search(word) else ""


def _forms(word: str) -> Iterator[str]:
    """The word as it stands, without its sign, and its parts: --mamba-backend, mamba-backend, mamba, backend."""
    whole = _whole(word)
    if not whole:
        return
    forms = [whole, whole.lstrip("#-@"), *whole.split("/"), *NAME.findall(whole), *PART.findall(whole)]
    humps = [hump for part in PART.findall(whole) for hump in HUMP.findall(part)]
    yield from (form.casefold() for form in (*forms, *humps) if form.strip("#+.:@-"))
