"""Cuts a long text where its sections, tables and logs end, never in the middle of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
FENCE = re.compile(r"^\s*(?:```|~~~)")
HEAD_LINES, ROWS_KEPT, LOG_LINES_KEPT = 2, 4, 6  # of a table: its head with the rule below it, and its first rows
GAP = "…"
SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s")
SHORTEST_PART = 120  # characters; less of a paragraph says nothing


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a table, a log or code between fences, or one paragraph or heading."""

    lines: tuple[str, ...]
    is_table: bool = False
    is_log: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def shortened(self) -> "Block":
        """A table with its head and first rows, a log with its first lines; a paragraph as it is."""
        most = HEAD_LINES + ROWS_KEPT if self.is_table else LOG_LINES_KEPT if self.is_log else len(self.lines)
        if len(self.lines) <= most:
            return self
        return Block((*self.lines[:most], GAP), self.is_table, self.is_log)


def cut(text: str, room: int) -> str:
    """At most `room` characters of a text without empty lines: tables and logs are shortened before anything is left
    out, then what stands beside a table is kept before the rest, which ends at a sentence."""
    if len(text) <= room:
        return text
    blocks = [block.shortened for block in blocks_of(text.split("\n"))]
    kept: dict[int, str] = {}
    for place in _best_first(blocks):
        part = _fitting(blocks[place], room)
        if part:
            kept[place] = part
            room -= len(part) + len(GAP) + 2
    return "\n".join(_with_gaps(kept, blocks)).strip()


def blocks_of(lines: list[str]) -> Iterator[Block]:
    """The blocks of these lines, in their order; a fence that is never closed goes to the end."""
    start = 0
    while start < len(lines):
        is_table, is_log = bool(TABLE_ROW.match(lines[start])), bool(FENCE.match(lines[start]))
        end = _end_of_table(lines, start) if is_table else _end_of_log(lines, start) if is_log else start + 1
        yield Block(tuple(lines[start:end]), is_table, is_log)
        start = end


def _end_of_table(lines, start):
    return next((at for at in range(start, len(lines)) if not TABLE_ROW.match(lines[at])), len(lines))


def _end_of_log(lines, start):
    return next((at + 1 for at in range(start + 1, len(lines)) if FENCE.match(lines[at])), len(lines))


def _best_first(blocks) -> list[int]:
    """The beginning, then every table with the line before and after it, then the rest in its order."""
    tables = [place for place, block in enumerate(blocks) if block.is_table]
    beside = [near for place in tables for near in (place, place - 1, place + 1) if 0 <= near < len(blocks)]
    return list(dict.fromkeys([0, *beside, *range(len(blocks))]))


def _fitting(block, room) -> str:
    """The block, or the first sentences of a paragraph that is longer than the room; empty where nothing fits."""
    room -= len(GAP) + 2
    if len(block.text) <= room:
        return block.text
    if block.is_table or block.is_log or room < SHORTEST_PART:
        return ""
    ends = [match.start() for match in SENTENCE_END.finditer(block.text, 0, room)]
    return block.text[: ends[-1] if ends else room].rstrip()


def _with_gaps(kept, blocks) -> Iterator[str]:
    for place in range(len(blocks)):
        if place in kept:
            yield kept[place]
        elif place - 1 in kept:
            yield GAP
