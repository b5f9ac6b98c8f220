"""Figures for Prometheus, counted in the rows when it asks; no address and no token is among them."""

import hmac
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from digest.models import Completion, Digest, Statement
from newsletter.models import Alert, Delivery, Heartbeat, SendingState
from subscribers.models import Subscriber

LOOPBACK = ("127.0.0.1", "::1")


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """To whoever has METRICS_TOKEN; without one, to whoever asks from this machine and through no proxy. Else 404."""
    if not _may_see(request):
        raise Http404("no metrics for strangers")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Rows())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_see(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


class Rows:
    """A collector: asked anew each time, so that several web processes tell the same."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        yield _gauge("subscribers", "Readers by status.", "status", _counted(Subscriber.objects.all(), "status"))
        yield _gauge("alerts_open", "Open alerts by kind.", "kind", _counted(Alert.objects.open(), "kind"))
        seen = Heartbeat.objects.values_list("name", "seen_at")
        ages = [(name, (now - seen_at).total_seconds()) for name, seen_at in seen]
        yield _gauge("heartbeat_age_seconds", "Since a part was last seen.", "name", ages)
        stopped = SendingState.objects.stopped().count()
        yield GaugeMetricFamily("newsletter_sending_stopped", "1 while sending is stopped.", stopped)
        oldest = Delivery.objects.queued(now).values_list("due_at", flat=True).first()
        waited = (now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("newsletter_oldest_due_seconds", "How long the oldest due mail waits.", waited)
        yield from _of_newest_digest(now)


def _of_newest_digest(now: Any) -> Iterator[Metric]:
    newest = Digest.objects.published().order_by("-date").first()
    if newest is None:
        return
    age = (now - newest.ends_at).total_seconds()
    yield GaugeMetricFamily("newsletter_digest_age_seconds", "Since the newest published day ended.", age)
    mails = _counted(Delivery.objects.filter(digest=newest), "status")
    yield _gauge("deliveries", "Mails of the newest published day by status.", "status", mails)
    told = _counted(Statement.objects.filter(digest=newest), "outcome")
    yield _gauge("statements", "Sentences of the newest published day by outcome.", "outcome", told)
    cost = Completion.objects.filter(digest=newest).aggregate(sum=Sum("cost_usd"))["sum"] or 0
    yield GaugeMetricFamily("newsletter_digest_cost_usd", "What the newest published day cost.", float(cost))


def _counted(rows: Any, column: str) -> Iterable[tuple[str, int]]:
    return rows.order_by().values_list(column).annotate(Count("pk"))


def _gauge(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"newsletter_{name}", text, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family
