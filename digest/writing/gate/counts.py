"""What a reader counts in a source: the items of its lists, the files of a change, the rows of a table."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

MAX_ITEMS = 40  # nobody counts more
BULLET = re.compile(r"(?P<indent>\s{0,12})(?:[-*+]|\d{1,2}[.)])\s+\S")
HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|\*\*)|.{0,200}:\s{0,3}$")
IN_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
PARTED = re.compile(r"[.;:\n](?=\s|$)| - ")
SEPARATOR = re.compile(r",? (?:and|or|&) |, ?| ?、 ?| ?[与和及或] ?|(?<=\w)\s?/\s?(?=\w)")
PATH = re.compile(r"[\w.@+-]{1,80}(?:/[\w.@+-]{1,80}){0,12}\.[A-Za-z]{1,6}")
MAX_ITEM_WORDS = 5
FRAMED = re.compile(r"\|.{0,2000}\|")


def counts_of(texts: Iterable[str]) -> Iterator[int]:
    """The numbers of items that stand in these texts, from two up; a text that is a path is a file."""
    texts = list(texts)
    yield sum(PATH.fullmatch(text) is not None for text in texts)
    for text in texts:
        lines = text.split("\n")
        yield from _of_bullets(lines)
        yield from _of_table_rows(lines)
        for inside in IN_BRACKETS.findall(text):
            yield from _of_list(inside[1:-1], least=2)
        for part in PARTED.split(IN_BRACKETS.sub(" ", text)):
            yield from _of_list(part)


def _of_bullets(lines):
    """The bullets of one depth from heading to heading; what stands deeper or was broken in two belongs to one."""
    counts: dict[int, int] = {}
    for line in (*lines, "#"):
        bullet = BULLET.match(line)
        if bullet:
            depth = len(bullet["indent"])
            counts[depth] = counts.get(depth, 0) + 1
        if not bullet and (line.startswith("#") or HEADING.match(line)):
            yield from counts.values()
            counts = {}


def _of_table_rows(lines):
    for is_row, rows in groupby(lines, lambda line: FRAMED.match(line.strip()) is not None):
        if is_row:
            yield len(list(rows)) - 2  # the head and the rule below it


def _of_list(part, least=3):
    """How many short items, each of a few words, are joined by commas, slashes or "and"; fewer need marks of names."""
    items = [item.strip() for item in SEPARATOR.split(part[-400:])]
    is_short = all(item and len(item.split()) <= MAX_ITEM_WORDS for item in items[1:])
    if is_short and (len(items) >= least or all(re.search(r"[A-Z0-9_`]", item) for item in items)):
        yield min(len(items), MAX_ITEMS)
