"""The columns of a table of readers: what each cell means when it is read, and how it is written.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, which reading takes off again:
django-import-export's own setting looks for "=" alone.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone
from import_export.widgets import Widget

from digest.models import Repository, Topic
from digest.text import is_visible
from subscribers import time_zones
from subscribers.addresses import normalise
from subscribers.models.frequency import Frequency
from subscribers.models.subscriber import clock_time

T = TypeVar("T")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL = 10_000  # characters that are looked at
MAX_SOURCE = 200  # characters
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)  # before it nobody agreed to a newsletter
LIST_SIGNS = str.maketrans(",;|", "   ")  # what may stand between names, beside a space
ALL = "all"


class Column(Widget):
    """Text, or nothing. Raises ValueError where a cell means nothing, without repeating it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = str(value or "")[:MAX_CELL].strip()
        if text.startswith("'") and text[1:].startswith(FORMULA):
            text = text[1:]
        return self.read(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        text = self.write(value)
        return f"'{text}" if text.startswith(FORMULA) else text

    def read(self, text: str) -> Any:
        """What the text means."""
        return "".join(filter(is_visible, text))[:MAX_SOURCE]

    def write(self, value: Any) -> str:
        """The text for a value."""
        return str(value or "")


class AddressColumn(Column):
    def read(self, text: str) -> str:
        return normalise(text)


class ChoiceColumn(Column):
    """One of these codes, any case; where it is empty, the default."""

    def __init__(self, codes: Callable[[], list[str]], default: str | None = None):
        super().__init__()
        self.codes, self.default = {code.lower(): code for code in codes()}, default

    def read(self, text: str) -> str | None:
        return _known(self.codes, text) if text else self.default


class NamesColumn(Column):
    """Names, with spaces, commas or semicolons between them; nothing and "all" mean all, later ones too."""

    def __init__(self, names: dict[str, Any]):
        super().__init__()
        self.values = {name.lower(): value for name, value in names.items()}
        self.names = {value: name for name, value in names.items()}

    def read(self, text: str) -> list[Any]:
        names = text.translate(LIST_SIGNS).split()
        return [] if names in ([], [ALL]) else [_known(self.values, name) for name in names]

    def write(self, value: list[Any]) -> str:
        """One that is not there any more is written by its id: an empty cell would mean all."""
        return " ".join([self.names.get(each, str(each)) for each in value]) or ALL


class HourColumn(Column):
    """A local time such as 08:30, or an hour; None where it is empty."""

    def read(self, text: str) -> int | None:
        if not text:
            return None
        hour, _colon, minute = text.partition(":")
        time = dt.time(int(hour), int(minute or 0))
        return time.hour * 60 + time.minute

    def write(self, value: int) -> str:
        return clock_time(value)


class MomentColumn(Column):
    """A date or a moment in ISO 8601, of UTC where it names no zone; None where it is empty."""

    def read(self, text: str) -> dt.datetime | None:
        if not text:
            return None
        moment = dt.datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        if not EARLIEST <= moment <= timezone.now():
            raise ValueError("not a moment at which somebody agreed")
        return moment

    def write(self, value: dt.datetime | None) -> str:
        return value.isoformat(timespec="seconds") if value else ""


def languages() -> list[str]:
    """Those that the newsletter is written in."""
    return list(settings.DIGEST_LANGUAGES)


def zones() -> list[str]:
    """Names of IANA time zones."""
    return [*time_zones.COMMON, *time_zones.all_zones()]


def frequencies() -> list[str]:
    """How often a mail may come."""
    return list(Frequency.values)


def repositories() -> dict[str, int]:
    """By full name; one that is switched off stays a choice of those who made it."""
    return dict(Repository.objects.values_list("full_name", "pk"))


def topics() -> dict[str, str]:
    """By slug."""
    return {slug: slug for slug in Topic.objects.values_list("slug", flat=True)}


def _known(values: dict[str, T], name: str) -> T:
    """Raises ValueError, as a cell that means nothing does."""
    try:
        return values[name.lower()]
    except KeyError as error:
        raise ValueError("unknown") from error
