"""The tables of a text: what a cell says together with the head of its column and the label of its row.

A squash commit breaks the lines of a table at 72 columns; a row goes on until it has a cell for each column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile, zip_longest

RULE = re.compile(r"[|:\s=+-]{1,400}")
RULE_OF_DASHES = re.compile(r"[-=+]{4,400}")
DIGIT = re.compile(r"(?<![A-Za-z0-9_])\d")


@dataclass(frozen=True)
class Table:
    """Each row has a cell for each head, as far as its author gave them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(text: str) -> list[Table]:
    """Every table of these lines, a row of which has two bars at least."""
    return [found for part in blocks(text) if isinstance(part, list) and (found := _table(part))]


def spelled_out(text: str) -> str:
    """The text with each table told in sentences, one for each cell with a figure: "batch 128 before us 92.13"."""
    parts: list[str] = []
    for part in blocks(text):
        found = _table(part) if isinstance(part, list) else None
        parts += _sentences(found) if found else part if isinstance(part, list) else [part]
    return "\n".join(parts)


def blocks(text: str) -> Iterator[str | list[str]]:
    """The lines of a text, those of a table together."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.count("|") > 1 or (lines and _goes_on(lines, line)):
            lines.append(line)
            continue
        yield from _block(lines)
        lines = []
        yield line
    yield from _block(lines)


def _block(lines):
    return [lines] if len(lines) > 1 else lines


def _goes_on(lines, line):
    """Whether a line belongs to the table before it: a row that was broken, or the rest of one."""
    before = lines[-1].strip()
    if RULE_OF_DASHES.fullmatch(line.strip()):
        return True
    if _is_framed(lines):
        return line.lstrip().startswith("|") or (bool(line.strip()) and not before.endswith("|"))
    return before.endswith("|") and "|" in line


def _is_framed(lines):
    return lines[0].lstrip().startswith("|")


def _table(lines: list[str]) -> Table | None:
    rows = _whole_rows(lines)
    rule = next((place for place, row in enumerate(rows) if RULE.fullmatch(row)), 0)
    cells = [_cells(row, _is_framed(lines)) for row in rows if not RULE.fullmatch(row)]
    count = rule or next((place for place, row in enumerate(cells) if any(map(DIGIT.match, row))), 0)
    if not 0 < count < len(cells):
        return None
    heads = tuple(" ".join(filter(None, parts)) for parts in zip_longest(*cells[:count], fillvalue=""))
    return Table(heads, tuple(map(tuple, cells[count:])))


def _whole_rows(lines):
    """The rows, each on one line: where a bar begins each of them, a line without one is the rest of its row.

    Where none does, a line that ends with a bar goes on.
    """
    rows: list[str] = []
    for line in (one.strip() for one in lines):
        goes_on = rows and (not line.startswith("|") if _is_framed(lines) else rows[-1].endswith("|"))
        rows = [*rows[:-1], f"{rows[-1]} {line}"] if goes_on else [*rows, line]
    return rows


def _cells(row, is_framed):
    return [cell.strip() for cell in (row.removeprefix("|") if is_framed else row).removesuffix("|").split("|")]


def _sentences(table: Table) -> Iterator[str]:
    yield ", ".join(table.heads)
    for row in table.rows:
        label = label_of(table, row)
        told = [
            plain(f"{label} {head} {cell}")
            for place, (head, cell) in enumerate(zip_longest(table.heads, row, fillvalue=""))
            if place and DIGIT.search(cell)
        ]
        yield from told or [", ".join(row)]


def label_of(table: Table, row: tuple[str, ...]) -> str:
    """What a row is about: its cells before the first figure; where the first is one, with the head of its column."""
    first = f"{table.heads[0]} {row[0]}" if DIGIT.match(row[0]) else row[0]
    return " ".join((first, *takewhile(lambda cell: not DIGIT.search(cell), row[1:])))


def plain(words: str) -> str:
    """Without the marks that would part them into clauses."""
    return re.sub(r"[\s():,;]+", " ", words).strip()
