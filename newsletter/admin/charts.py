"""Small bar charts as numbers for a template: one bar a day, parts stacked, what is lost below the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

STEP, BAR = 20, 14  # of a day and its bar, in units of the picture
HEIGHT = 80  # of the picture above and below the line together


class Series(NamedTuple):
    """One number a day; None where none is known. `tone` is a class of admin.css."""

    name: str | Promise
    tone: str
    values: Sequence[float | None]


class Rect(NamedTuple):
    """A bar's part, in units of the picture."""

    x: int
    y: float
    height: float
    tone: str
    width: int = BAR


@dataclass(frozen=True)
class Chart:
    """`up` is stacked above the line, `down` below it. `days` are what the rows of its table are called."""

    title: str | Promise
    days: Sequence[str]
    up: Sequence[Series]
    down: Sequence[Series] = ()
    places: int = 0  # decimals of its numbers
    unit: str = ""

    @property
    def width(self) -> int:
        return STEP * len(self.days)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def series(self) -> list[Series]:
        return [*self.up, *self.down]

    @property
    def has_bars(self) -> bool:
        return any(value for series in self.series for value in series.values)

    @property
    def line(self) -> float:
        """Where the line stands: as high as the highest bar above it."""
        above, below = self._highest(self.up), self._highest(self.down)
        return round(HEIGHT * above / (above + below), 1) if above + below else float(HEIGHT)

    @property
    def highest(self) -> str:
        """The highest bar, as text: the picture has no scale."""
        return self._text(max(self._highest(self.up), self._highest(self.down)))

    @property
    def rects(self) -> list[Rect]:
        """Every part that can be seen."""
        whole = self._highest(self.up) + self._highest(self.down)
        return [rect for day in range(len(self.days)) for rect in self._of_day(day, whole)] if whole else []

    def _of_day(self, day: int, whole: float) -> list[Rect]:
        rects, x = [], STEP * day + (STEP - BAR) // 2
        for parts, direction in ((self.up, -1), (self.down, 1)):
            edge = self.line
            for series in parts:
                height = round(HEIGHT * (series.values[day] or 0) / whole, 1)
                top = edge - height if direction < 0 else edge
                edge += direction * height
                if height:
                    rects.append(Rect(x, round(top, 1), height, series.tone))
        return rects

    def _highest(self, parts: Sequence[Series]) -> float:
        sums = (sum(series.values[day] or 0 for series in parts) for day in range(len(self.days)))
        return max(sums, default=0)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """(day, its numbers as text) for the table, the newest first."""
        rows = [
            (day, [self._text(series.values[place]) for series in self.series]) for place, day in enumerate(self.days)
        ]
        return rows[::-1]

    def _text(self, value: float | None) -> str:
        return "–" if value is None else f"{value:.{self.places}f}{self.unit}"
