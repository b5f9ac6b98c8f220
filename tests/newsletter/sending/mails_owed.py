"""Readers who are owed a mail of a small day at eight, and what becomes of it."""

import datetime as dt
from collections import Counter

from newsletter.deliveries.publish import publish
from newsletter.deliveries.sweep import sweep
from newsletter.models import Delivery
from newsletter.sending import circuit_breaker, sender
from tests.factories import make_activity, make_digest, make_statement, make_subscriber

END = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
EIGHT = dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def use_smtp(settings, port, connections=1, timeout=5):
    """Mails leave by the server at this port."""
    settings.EMAIL_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, timeout
    settings.MAIL_CONNECTIONS = connections


def make_ready_digest():
    """One that tells one story."""
    digest = make_digest(status="ready")
    make_statement(digest, make_activity(title="Add MoE support", digest=digest))
    return digest


def owe(digest, *names, **fields):
    """Deliveries of the digest to readers of these names, due at eight."""
    readers = [make_subscriber(f"{name}@reader.test", **fields) for name in names]
    publish([digest], END)
    return [Delivery.objects.get(subscriber=reader) for reader in readers]


def owe_many(count):
    """To reader0@reader.test and so on."""
    return owe(make_ready_digest(), *(f"reader{number}" for number in range(count)))


def state(delivery):
    delivery.refresh_from_db()
    return delivery.status


def fates():
    """How many deliveries have which status."""
    return Counter(Delivery.objects.values_list("status", flat=True))


def addresses(*statuses):
    return set(Delivery.objects.filter(status__in=statuses).values_list("subscriber__email", flat=True))


def send_until_settled():
    """What the clock and the operator's button do each hour until no row is open, and once more at the day's end."""
    hours = 0
    while hours < 18 and addresses("queued", "retry", "sending"):
        _tick(EIGHT + hours * HOUR)
        hours += 1
    _tick(EIGHT + 18 * HOUR)


def _tick(at):
    circuit_breaker.reset()
    Delivery.objects.filter(status="retry").update(retry_at=at)
    sender.send_due(at)
    sweep(at)
