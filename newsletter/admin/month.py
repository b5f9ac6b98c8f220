"""Thirty days as small charts: readers, mails, bounces, complaints, cost, sentences. Nobody counts opens and clicks."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

from django.contrib.admin import ModelAdmin
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digest.models import Completion, Statement
from newsletter.admin.charts import Chart, Series
from newsletter.deliveries.mail_counts import mails_by_day
from newsletter.models import Delivery
from subscribers.models import Subscriber

DAYS = 30
ONE_DAY = dt.timedelta(days=1)
Status, Outcome = Delivery.Status, Statement.Outcome
# By tone of the bar, the fates that it counts.
ARRIVED = (Status.SENT, Status.DELIVERED, Status.COMPLAINED)
WAITING = (Status.QUEUED, Status.SENDING, Status.RETRY)
LOST = (Status.FAILED, Status.UNCERTAIN, Status.BOUNCED)
TOLD = (Outcome.PASSED, Outcome.REPAIRED)

DailyMails = Callable[[tuple[Delivery.Status, ...]], list[float | None]]  # by fates, how many of each day


def month_page(request: HttpRequest, model_admin: ModelAdmin) -> TemplateResponse:
    """The charts, each with its numbers as a table."""
    today = timezone.now().date()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Thirty days"),
        "opts": model_admin.opts,
        "charts": month_charts([today - number * ONE_DAY for number in reversed(range(DAYS))]),
    }
    return TemplateResponse(request, "admin/newsletter/delivery/month.html", context)


def month_charts(days: list[dt.date]) -> list[Chart]:
    """Of these days, oldest first. Six queries, none of which reads the mails of more than one day."""
    names = [day.isoformat() for day in days]
    readers, mails = Subscriber.objects.all(), mails_by_day(days[0])
    gained, left = _dates(readers, "confirmed_at", days), _dates(readers, "unsubscribed_at", days)
    sentences, cost = _sentences(days), _cost(days)
    return [
        Chart(
            _("Readers who came and left"),
            names,
            [Series(_("confirmed"), "good", _values(gained, days, 0))],
            [Series(_("unsubscribed"), "bad", _values(left, days, 0))],
        ),
        *_mail_charts(names, _by_fate(mails, days)),
        Chart(_("Cost in USD"), names, [Series(_("Claude"), "good", _values(cost, days, None))], places=4),
        Chart(
            _("Share of sentences that passed the gate"),
            names,
            [Series(_("passed"), "good", _values(sentences, days, None))],
            unit=" %",
        ),
    ]


def _mail_charts(names: list[str], of_mails: DailyMails) -> list[Chart]:
    fates = [
        Series(_("sent"), "good", of_mails(ARRIVED)),
        Series(_("waiting"), "open", of_mails(WAITING)),
        Series(_("skipped"), "quiet", of_mails((Status.SKIPPED,))),
        Series(_("failed, uncertain or bounced"), "bad", of_mails(LOST)),
    ]
    return [
        Chart(_("Mails by fate"), names, fates),
        Chart(_("Bounces"), names, [Series(_("bounced"), "bad", of_mails((Status.BOUNCED,)))]),
        Chart(_("Complaints"), names, [Series(_("complained"), "bad", of_mails((Status.COMPLAINED,)))]),
    ]


def _values(found: Mapping[dt.date, float], days: list[dt.date], missing: float | None) -> list[float | None]:
    return [found.get(day, missing) for day in days]


def _dates(rows: QuerySet, field: str, days: list[dt.date]) -> dict[dt.date, float]:
    """How many rows have this moment on which day, in UTC. Who was erased is counted no more."""
    begins = dt.datetime.combine(days[0], dt.time(), dt.UTC)
    found = rows.filter(**{f"{field}__gte": begins}).order_by().annotate(day=TruncDate(field, tzinfo=dt.UTC))
    return dict(found.values_list("day").annotate(Count("pk")))


def _by_fate(mails: Mapping[dt.date, Mapping[str, int]], days: list[dt.date]) -> DailyMails:
    """What gives the mails of these fates, day by day; None for a day without a digest or not counted yet."""
    return lambda fates: [sum(mails[day].get(status, 0) for status in fates) if day in mails else None for day in days]


def _cost(days: list[dt.date]) -> dict[dt.date, float]:
    rows = Completion.objects.filter(digest__date__gte=days[0]).order_by().values_list("digest__date")
    return {day: float(cost) for day, cost in rows.annotate(Sum("cost_usd")) if cost is not None}


def _sentences(days: list[dt.date]) -> dict[dt.date, float]:
    """Per cent of the sentences that a model wrote of each day: passed at once or after repair."""
    asked = Statement.objects.filter(digest__date__gte=days[0], completion__isnull=False, fold="")
    all_of, told = Counter[dt.date](), Counter[dt.date]()
    for day, outcome, number in asked.order_by().values_list("digest__date", "outcome").annotate(Count("pk")):
        all_of[day] += number
        told[day] += number if outcome in TOLD else 0
    return {day: 100 * told[day] / number for day, number in all_of.items()}
