"""How often the gate let a model's sentences through: the number by which an operator chooses a model."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from digest.models import Statement

SPAN = dt.timedelta(days=28)  # over which models are compared


@dataclass(frozen=True)
class Rate:
    """What became of the statements of one model; of those that no model answered for where `model` is empty."""

    model: str
    counts: dict[str, int]  # by Statement.Outcome, all of them

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[int, int]]:
        """(count, per cent of the total) of each outcome, in their order."""
        return [(count, round(100 * count / self.total)) for count in self.counts.values()]


def rates(statements: QuerySet) -> list[Rate]:
    """A Rate for each model among these statements, by name, the unanswered last. One query.

    Folded stories are left out: nobody asks a model for them.
    """
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Statement.Outcome.values, 0))
    rows = statements.filter(fold="").order_by().values_list("completion__model", "outcome")
    for model, outcome, number in rows.annotate(number=Count("pk")):
        found[model or ""][outcome] = number
    return [Rate(model, found[model]) for model in sorted(found, key=lambda model: (not model, model))]


@dataclass(frozen=True)
class ReadTwice:
    """How many of the stories that the model told were read by the second reader too."""

    read: int
    told: int


def read_twice(statements: QuerySet) -> "ReadTwice":
    """A ReadTwice over these statements; one query."""
    by_model = Q(role=Statement.Role.STORY, outcome__in=(Statement.Outcome.PASSED, Statement.Outcome.REPAIRED))
    read = by_model & ~Q(second_reading=Statement.SecondReading.NONE)
    return ReadTwice(**statements.aggregate(read=Count("pk", filter=read), told=Count("pk", filter=by_model)))


def recent_rates(date: dt.date) -> list[Rate]:
    """The same over the four weeks up to this date, for comparing models: only what was answered."""
    statements = Statement.objects.filter(completion__isnull=False)
    return rates(statements.filter(digest__date__gt=date - SPAN, digest__date__lte=date))
