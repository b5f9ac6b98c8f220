"""Reports of mistakes: stored for the operator, and no more of them than somebody could read."""

from django.db import transaction
from django.utils import timezone

from digest.models import Statement
from digest.text import visible
from newsletter.models import StatementReport
from subscribers.throttle import DAY, HOUR, is_full

MAX_PER_NETWORK = ((5, HOUR), (20, DAY))
MAX_PER_STATEMENT = ((30, DAY),)
MAX_IN_ALL = ((100, HOUR), (300, DAY))


def report(statement: Statement, text: str, language: str, network: str) -> StatementReport | None:
    """The stored report; None where this network, or everybody, has reported enough for now."""
    now, reports, words = timezone.now(), StatementReport.objects, visible(text)
    with transaction.atomic():
        reports.filter(created_at__lt=now - DAY).exclude(network="").update(network="")
        counted = [
            (reports.filter(network=network), MAX_PER_NETWORK),
            (reports.filter(statement=statement), MAX_PER_STATEMENT),
            (reports.all(), MAX_IN_ALL),
        ]
        if any(is_full(rows, limits, now) for rows, limits in counted):
            return None
        return reports.create(statement=statement, text=words, language=language, network=network, created_at=now)
