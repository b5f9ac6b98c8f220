"""How wide a text may be, in columns: a Han character is two, and marks of code are not shown."""

from collections.abc import Iterator

from wcwidth import width

from digest import languages
from digest.writing.gate.evidence import Words
from digest.writing.gate.problems import Problem, Remedy

DETAIL_COLUMNS = 170


def check_length(words: Words, language: str) -> Iterator[Problem]:
    """An empty text, or one that is too wide for its place."""
    if not words.whole:
        yield Problem("the text is empty", Remedy.REWRITE, language)
    limits = {"headline": languages.get(language).headline_columns, "detail": DETAIL_COLUMNS}
    for name, limit in limits.items():
        columns = width(getattr(words, name).replace("`", ""))
        if columns > limit:
            yield Problem(f"the {name} has {columns} columns, at most {limit} are allowed", Remedy.REWRITE, language)
