"""A hunk of a diff: its lines as GitHub gave them, and the number of each in its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)")
MAX_SECTION = 100  # characters


@dataclass(frozen=True)
class Line:
    """One line of a hunk: `sign` is "+", "-" or " ", `number` that of the file after the change, of "-" before it."""

    sign: str
    number: int
    text: str


@dataclass(frozen=True)
class Hunk:
    """Lines that follow each other in a file; `old` and `new` are the numbers of its first line before and after.

    `section` is the line above that git takes for the head of the function or class around them; or empty.
    """

    old: int
    new: int
    lines: tuple[str, ...]  # each with its sign in front
    section: str = ""

    @property
    def numbered(self) -> Iterator[Line]:
        old, new = self.old, self.new
        for line in self.lines:
            sign = line[:1]
            yield Line(sign, old if sign == "-" else new, line[1:])
            old += sign != "+"
            new += sign != "-"

    def part(self, start: int, end: int) -> "Hunk":
        """The hunk of the lines [start, end) of this one, counted from 0."""
        before = self.lines[:start]
        old = self.old + sum(not line.startswith("+") for line in before)
        new = self.new + sum(not line.startswith("-") for line in before)
        return Hunk(old, new, self.lines[start:end], self.section)

    def as_stored(self) -> dict[str, object]:
        return {"old": self.old, "new": self.new, "section": self.section, "lines": list(self.lines)}


def of_stored(row: dict) -> Hunk:
    return Hunk(row["old"], row["new"], tuple(row["lines"]), row["section"])


def parse(patch: str) -> list[Hunk]:
    """The hunks of one file's patch; one that is not as long as its header says was cut, and is left out."""
    lines = [line for line in patch.split("\n") if not line.startswith("\\")]
    headers = [(place, match) for place, line in enumerate(lines) if (match := HEADER.match(line))]
    return [hunk for place, header in headers if (hunk := _hunk(header, lines[place + 1 :]))]


def _hunk(header: re.Match[str], below: list[str]) -> Hunk | None:
    *numbers, section = header.groups()
    old, old_count, new, new_count = (int(text or 1) for text in numbers)
    body = tuple(takewhile(lambda line: line[:1] in ("+", "-", " "), below))
    counts = sum(not line.startswith("+") for line in body), sum(not line.startswith("-") for line in body)
    return Hunk(old, new, body, section.strip()[:MAX_SECTION]) if counts == (old_count, new_count) else None
