"""Missing days: which days still need a digest, which of them can be built now, and which somebody builds."""

import datetime as dt

from django.conf import settings
from django.db.models import Min, Q

from digest.models import Digest, Repository
from digest.models.digest import digest_date

Status = Digest.Status
FINISHED = (Status.HELD, Status.READY, Status.REJECTED, Status.PUBLISHED)  # nothing of it is left to be built
DAYS_BACK = 7
# Above the hard time limit of a task, so that whoever held the claim is certainly gone.
CLAIM_EXPIRES = dt.timedelta(minutes=35)


def missing_days(today: dt.date) -> list[dt.date]:
    """The dates of the last seven that have no finished digest, oldest first.

    A fresh installation owes no past: with a token it begins with the day before it tracked its first repository,
    so that there is something to see; without one, where 60 requests an hour must do for everything, it begins with
    that day itself, and only ever looks for yesterday.
    """
    tracked_at = Repository.objects.active().aggregate(first=Min("created_at"))["first"]
    if tracked_at is None:
        return []
    days_back, grace = (DAYS_BACK, 1) if settings.GITHUB_TOKEN else (1, 0)
    began = digest_date(tracked_at) - dt.timedelta(days=grace)
    dates = [today - dt.timedelta(days=back) for back in range(days_back, 0, -1)]
    done = Digest.objects.filter(date__in=dates, status__in=FINISHED)
    return [date for date in dates if date >= began and date not in set(done.values_list("date", flat=True))]


def awaited_days(at: dt.datetime) -> list[dt.date]:
    """The missing days that are being built or can be; those that pause after a failure hold nobody up."""
    return _without(missing_days(digest_date(at)), Q(retry_at__gt=at))


def due_days(at: dt.datetime) -> list[dt.date]:
    """The missing days that nobody works on and whose pause, after a failure, is over; oldest first."""
    return _without(awaited_days(at), Q(claimed_at__gt=at - CLAIM_EXPIRES))


def _without(dates, condition):
    some = set(Digest.objects.filter(condition, date__in=dates).values_list("date", flat=True))
    return [date for date in dates if date not in some]
