"""How much usually happens in a repository, in words for who has to choose among them."""

from collections import defaultdict
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest.models import Coverage, Digest

DAYS, WEEK = 28, 7
DAILY = 35  # commits a week from which on a number says no more than "daily"
FETCHED = (Coverage.Status.OK, Coverage.Status.PARTIAL)


def weekly_commits() -> dict[int, int]:
    """Repository id to commits in a usual week: the median over every seven days in a row of the last 28 published.

    Days of which the commits were not fetched do not count; a repository with fewer than seven others has no entry.
    A week and not a day is what is compared, since the median day of who rests at weekends would promise too much.
    One query, of at most 28 rows for each repository.
    """
    lately = Digest.objects.published().order_by("-date").values("pk")[:DAYS]
    rows = Coverage.objects.filter(digest__in=lately, kind=Coverage.Kind.COMMITS, status__in=FETCHED)
    days = defaultdict(list)
    for repository, found in rows.order_by("digest__date").values_list("repository", "found"):
        days[repository].append(found)
    return {repository: _usual_week(found) for repository, found in days.items() if len(found) >= WEEK}


def in_words(weekly: int) -> str:
    """So many commits a week, as "daily", "about 23 commits a week" or "rarely"."""
    if weekly >= DAILY:
        return _("daily")
    if not weekly:
        return _("rarely")
    return ngettext("about %(count)d commit a week", "about %(count)d commits a week", weekly) % {"count": weekly}


def _usual_week(found):
    weeks = [sum(found[first : first + WEEK]) for first in range(len(found) - WEEK + 1)]
    return round(median(weeks))
