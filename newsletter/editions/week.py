"""How much was read of each repository on each of the last seven days, and in the week before: for the small bars."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from digest.models import Coverage

DAYS = 7
KINDS = (Coverage.Kind.COMMITS, Coverage.Kind.PULL_REQUESTS, Coverage.Kind.ISSUES)
READ = (Coverage.Status.OK, Coverage.Status.PARTIAL)
MIN_KNOWN = 2  # days; one bar alone compares with nothing
MIN_COUNT, MIN_CHANGE = 20, 25  # activities in a week, and percent: less is noise


@dataclass(frozen=True, slots=True)
class Week:
    """Commits, pull requests and issues of one repository; None for a day that was not read."""

    days: tuple[int | None, ...]  # the oldest first, the digest's own day last
    before: int | None = None  # in the seven days before these; None unless all fourteen days were read

    @property
    def change(self) -> int | None:
        """Percent against the week before, where that says something."""
        now = sum(count or 0 for count in self.days)
        if not self.before or min(self.before, now) < MIN_COUNT:
            return None
        percent = round((now - self.before) / self.before * 100)
        return percent if abs(percent) >= MIN_CHANGE else None


def weeks(date: dt.date) -> dict[int, Week]:
    """The Week that ends with this day, by repository id; of those of which at least two days were read."""
    first = date - dt.timedelta(days=2 * DAYS - 1)
    rows = Coverage.objects.filter(digest__date__range=(first, date), kind__in=KINDS, status__in=READ)
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    grouped = rows.order_by().values_list("repository", "digest__date").annotate(found=Sum("found"))
    for repository, day, found in grouped:
        counts[repository][(day - first).days] = found
    return {repository: found for repository, days in counts.items() if (found := _week(days))}


def _week(days: dict[int, int]) -> Week | None:
    latest = tuple(days.get(number) for number in range(DAYS, 2 * DAYS))
    if sum(count is not None for count in latest) < MIN_KNOWN:
        return None
    is_whole = len(days) == 2 * DAYS
    return Week(latest, sum(days[number] for number in range(DAYS)) if is_whole else None)
