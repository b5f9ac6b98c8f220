"""How wide a text may be, in columns: a Han character is two, and marks of code are not shown."""

from collections.abc import Iterator

from wcwidth import width

from digest import languages
from digest.writing.gate.evidence import Words
from digest.writing.gate.problems import Problem, Remedy

DETAIL_COLUMNS, WEIGHTY_DETAIL_COLUMNS = 170, 220
WEIGHTY = 4  # importance from which a story may say more


class TooWide(Problem):
    """A text that only fewer words mend."""


def detail_columns(importance: int) -> int:
    return WEIGHTY_DETAIL_COLUMNS if importance >= WEIGHTY else DETAIL_COLUMNS


def check_length(words: Words, language: str, importance: int) -> Iterator[Problem]:
    """An empty text, or one that is too wide for its place."""
    if not words.whole:
        yield Problem("the text is empty", Remedy.REWRITE, language)
    limits = {"headline": languages.get(language).headline_columns, "detail": detail_columns(importance)}
    for name, limit in limits.items():
        columns = width(getattr(words, name).replace("`", ""))
        if columns > limit:
            yield TooWide(f"the {name} has {columns} columns, at most {limit} are allowed", Remedy.REWRITE, language)
