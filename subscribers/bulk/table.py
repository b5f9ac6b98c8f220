"""A table of readers, by django-import-export: rows of a CSV file become values, and readers rows of one."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.conf import settings
from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from subscribers import preferences
from subscribers.bulk import columns
from subscribers.models import Subscriber
from subscribers.models.frequency import Frequency
from subscribers.preferences import Preferences

MAX_ROWS = 20_000
ACTIVE = Subscriber.Status.ACTIVE.value
DELIMITERS = ",;\t"


class TableError(ValueError):
    """Why a file is no table of readers: its `code` is "empty", "broken", "no_email" or "too_long"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class ReaderRow:
    """One reader as a row has them; what it does not say is the newsletter's default for their language."""

    email: str = ""
    language: str = ""
    repositories: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    minute: int | None = None
    time_zone: str | None = None
    frequency: str = Frequency.DAILY.value
    source: str = ""
    consented_at: dt.datetime | None = None
    status: str = ACTIVE

    @property
    def is_proved(self) -> bool:
        """Whether the row says where and when this reader agreed; both are needed."""
        return bool(self.source and self.consented_at)

    def preferences(self) -> Preferences:
        """What this reader gets."""
        begin = preferences.defaults_for(self.language)
        return Preferences(
            begin.language,
            tuple(self.repositories),
            tuple(self.topics),
            begin.kinds,
            self.time_zone or begin.time_zone,
            begin.minute if self.minute is None else self.minute,
            self.frequency,
        )


class ReaderResource(Resource):
    """The columns in their order. Reading gives values and writes nothing: what becomes of them is no matter of it."""

    def __init__(self) -> None:
        super().__init__()
        choice, default = columns.ChoiceColumn, settings.DIGEST_LANGUAGES[0]
        widgets: dict[str, tuple[str, columns.Column]] = {
            "email": ("email", columns.AddressColumn()),
            "language": ("language", choice(columns.languages, default)),
            "repositories": ("repositories", columns.NamesColumn(columns.repositories())),
            "topics": ("topics", columns.NamesColumn(columns.topics())),
            "hour": ("minute", columns.HourColumn()),
            "zone": ("time_zone", choice(columns.zones)),
            "frequency": ("frequency", choice(columns.frequencies, Frequency.DAILY.value)),
            "source": ("source", columns.Column()),
            "consented_at": ("consented_at", columns.MomentColumn()),
            "status": ("status", columns.Column()),
        }
        for name, (attribute, widget) in widgets.items():
            self.fields[name] = Field(attribute, name, widget)

    class Meta:
        import_id_fields = ("email",)
        instance_loader_class = BaseInstanceLoader
        force_init_instance = True
        store_instance = True
        skip_diff = True
        use_transactions = False
        using_db = "default"

    def init_instance(self, row: Any = None) -> ReaderRow:
        return ReaderRow(language=settings.DIGEST_LANGUAGES[0])

    def validate_instance(self, instance: ReaderRow, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """Cells that mean nothing, by their column."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def save_instance(self, instance: ReaderRow, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Nothing is written here."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, with its line there; `wrong` names the fields of which its cells mean nothing."""

    number: int
    reader: ReaderRow
    wrong: tuple[str, ...] = ()


class Table:
    """The rows of a CSV file with a line of headings; a comma, a semicolon or a tab may stand between cells.

    Raises TableError. Columns of other names are left alone, and named in `unknown`.
    """

    def __init__(self, text: str) -> None:
        lines = list(_lines(text))
        if not lines:
            raise TableError("empty")
        self.headings = [heading.strip().lower() for heading in lines[0][1]]
        self.rows = lines[1:]
        if "email" not in self.headings:
            raise TableError("no_email")
        if len(self.rows) > MAX_ROWS:
            raise TableError("too_long")

    def __len__(self) -> int:
        return len(self.rows)

    def addresses(self) -> list[str]:
        """The cells of addresses, as they stand."""
        place = self.headings.index("email")
        return [cells[place] if len(cells) > place else "" for _number, cells in self.rows]

    def read(self, start: int, end: int) -> list[Line]:
        """These rows, as values."""
        some = self.rows[start:end]
        width = len(self.headings)
        cells = [[*row[:width], *[""] * (width - len(row))] for _number, row in some]
        result = ReaderResource().import_data(tablib.Dataset(*cells, headers=self.headings))
        return [_line(number, row) for (number, _cells), row in zip(some, result.rows, strict=True)]


class Writer:
    """Readers as lines of a CSV file; repositories and topics are looked up once for the whole file."""

    def __init__(self) -> None:
        self._resource = ReaderResource()
        self.headings = self._lines([])

    def write(self, readers: Iterable[ReaderRow]) -> str:
        """The lines of these readers, without the headings."""
        return self._lines(list(readers)).removeprefix(self.headings)

    def _lines(self, readers: list[ReaderRow]) -> str:
        return str(self._resource.export(queryset=readers).export("csv"))


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """(number of the line, cells) of every line that has any."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        raise TableError("broken") from error


def _line(number: int, row: Any) -> Line:
    if row.errors:  # a mistake of ours, not of the file's
        raise row.errors[0].error
    if row.validation_error:
        return Line(number, ReaderRow(), tuple(row.validation_error.message_dict))
    return Line(number, row.instance)
