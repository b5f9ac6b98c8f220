"""Whether the service is alive, and whether it does its work: for load balancers and monitors."""

import datetime as dt
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError

from digest.models import Digest
from newsletter.alerts import days, machine
from newsletter.celery import app
from newsletter.models import SendingState

BROKER_SECONDS = 2


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while this process answers, whatever is away: to start it again would mend nothing."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503 with the names of what is not; and the age of the newest published digest."""
    now = timezone.now()
    checks = {name: _is_well(check, now) for name, check in CHECKS.items()}
    is_ready = all(checks.values())
    body = {"status": "ok" if is_ready else "failing", **checks, "newest_digest": _newest(now)}
    return JsonResponse(body, status=200 if is_ready else 503)


def _is_database_there(_at: dt.datetime) -> bool:
    Digest.objects.exists()
    return True


def _is_broker_there(_at: dt.datetime) -> bool:
    with app.connection_for_write(transport_options={"socket_connect_timeout": BROKER_SECONDS}) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    return True


def _is_no_day_late(at: dt.datetime) -> bool:
    return not any(days.late_days(at))


def _is_sending(_at: dt.datetime) -> bool:
    return not SendingState.objects.stopped().exists()


CHECKS: dict[str, Callable[[dt.datetime], bool]] = {
    "database": _is_database_there,
    "broker": _is_broker_there,
    "beat": machine.is_beat_seen,
    "days": _is_no_day_late,
    "sending": _is_sending,
}


def _is_well(check: Callable[[dt.datetime], bool], at: dt.datetime) -> bool:
    try:
        return check(at)
    except (DatabaseError, OperationalError, OSError):
        return False


def _newest(at: dt.datetime) -> dict[str, str | float] | None:
    """Hours since the newest digest's window ended, so that 24 means: exactly one day is missing."""
    try:
        digest = Digest.objects.published().order_by("-date").first()
    except DatabaseError:
        return None
    if digest is None:
        return None
    return {"date": digest.date.isoformat(), "age_hours": round((at - digest.ends_at).total_seconds() / 3600, 1)}
