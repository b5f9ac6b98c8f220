"""Counting mails by fate: of the newest day when it is asked for, of those before it once an hour."""

import datetime as dt

from django.db.models import Count

from digest.models import Digest
from newsletter.models import Delivery, MailCount

COUNTED_DAYS = 35  # a page shows thirty
CHANGING_DAYS = 8  # bounces and complaints come for a week; older counts stay


def count_mails(digest: Digest) -> dict[str, int]:
    """By status, of this digest: fifty thousand rows take some fifty milliseconds."""
    rows = Delivery.objects.filter(digest=digest).order_by().values_list("status")
    return dict(rows.annotate(number=Count("pk")))


def keep_counts(at: dt.datetime) -> int:
    """Count anew the days that may still change, and those never counted. Returns how many. May run at any time."""
    digests = Digest.objects.published().filter(date__gte=_days_before(at, COUNTED_DAYS))
    known = set(MailCount.objects.values_list("digest", flat=True))
    due = [one for one in digests if one.pk not in known or one.date >= _days_before(at, CHANGING_DAYS)]
    for digest in due:
        fresh = {"counts": count_mails(digest), "counted_at": at}
        MailCount.objects.update_or_create(digest=digest, defaults=fresh)
    return len(due)


def _days_before(at: dt.datetime, days: int) -> dt.date:
    return (at - dt.timedelta(days=days)).date()


def mails_by_day(first: dt.date) -> dict[dt.date, dict[str, int]]:
    """By date from `first` on: as last counted, the newest day as it is now. Days never counted are left out."""
    kept = MailCount.objects.filter(digest__date__gte=first).values_list("digest__date", "counts")
    newest = Digest.objects.published().filter(date__gte=first).order_by("-date").first()
    return dict(kept) | ({newest.date: count_mails(newest)} if newest else {})
