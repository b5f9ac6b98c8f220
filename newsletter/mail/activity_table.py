"""The table "What moved": a row for each repository with activity, a column for each kind that the reader chose."""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from digest.models import Coverage
from newsletter.editions.types import Edition, Section
from newsletter.mail.coverage_lines import coverage_sentences
from newsletter.mail.week_bars import WeekBars, week_bars
from newsletter.renderers import counts, coverage

MIN_ROWS = 2
MAX_ROWS = 30  # a reader of hundreds of repositories has no use for a longer table


class Column(NamedTuple):
    """Shown where the reader chose its kind, or all; counts activities of one name."""

    reader_kind: str
    coverage_kind: str
    activity: str
    heading: str


class Cell(NamedTuple):
    """One number; its tone is alert where nothing was fetched, none for a zero."""

    heading: str
    text: str
    tone: str


class TableRow(NamedTuple):
    """One repository and its cells."""

    section: Section
    cells: list[Cell]

    @property
    def bars(self) -> WeekBars | None:
        return week_bars(self.section)

    @property
    def plain(self) -> str:
        """The row in one line, for the text part."""
        numbers = counts.listing(f"{cell.heading} {cell.text}" for cell in self.cells)
        numbers = f"{numbers}{f' · {self.bars.words}' if self.bars else ''}"
        return _("%(names)s: %(note)s") % {"names": self.section.repository.name, "note": numbers}


class ActivityTable(NamedTuple):
    """What moved; `left` repositories have no row."""

    headings: list[str]
    rows: list[TableRow]
    left: int


def activity_table(edition: Edition) -> ActivityTable:
    """The first sections of an edition, as many as a table may have rows; a single one needs no table."""
    if len(edition.sections) < MIN_ROWS:
        return ActivityTable([], [], 0)
    shown = edition.sections[:MAX_ROWS]
    rows = [table_row(section, edition.kinds) for section in shown]
    return ActivityTable(table_headings(edition.kinds), rows, len(edition.sections) - len(shown))


def table_headings(kinds: tuple[str, ...]) -> list[str]:
    """The headings under these kinds, or all, without the one of the repositories."""
    return [*(column.heading for column in _columns(kinds)), _shown_heading()]


def table_notes(edition: Edition) -> list[str]:
    """Sentences on the gaps in what the rows count."""
    return list(coverage_sentences(edition, edition.sections[:MAX_ROWS]))


def table_row(section: Section, kinds: tuple[str, ...]) -> TableRow:
    """A section, and its cells under these kinds, or all."""
    shown = _("%(told)d of %(found)d") % {"told": section.stories_shown, "found": section.stories_found}
    cells = [_cell(section, column) for column in _columns(kinds)]
    return TableRow(section, [*cells, Cell(_shown_heading(), shown, "number")])


def _shown_heading():
    return pgettext("heading of a column", "Shown")


def _columns(kinds):
    columns = [
        Column("merged", Coverage.Kind.COMMITS, "commit pushed", _("Commits")),
        Column("merged", Coverage.Kind.PULL_REQUESTS, "pull_request merged", _("PRs merged")),
        Column("issues", Coverage.Kind.ISSUES, "issue opened", _("New issues")),
    ]
    return [column for column in columns if not kinds or column.reader_kind in kinds]


def _cell(section, column):
    count, number = section.counts.get(column.coverage_kind), section.activity_counts.get(column.activity, 0)
    failed = count is not None and count.status == Coverage.Status.FAILED
    text = coverage.count_word(count and replace(count, found=number))
    return Cell(column.heading, text, "alert" if failed else "number" if number else "none")
