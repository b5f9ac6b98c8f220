"""Whether the service is alive, for load balancers and monitors."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from digest.models import Digest


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 with the age of the newest published digest, or 503 where the database does not answer.

    The age is told and not judged: how old is too old depends on the hour at which the monitor asks.
    """
    try:
        newest = Digest.objects.published().order_by("-date").first()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "failing", "newest_digest": None}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "newest_digest": newest and _age(newest)})


def _age(digest: Digest) -> dict[str, str | float]:
    """Hours since the digest's window ended, so that 24 means: exactly one day is missing."""
    hours = (timezone.now() - digest.ends_at).total_seconds() / 3600
    return {"date": digest.date.isoformat(), "age_hours": round(hours, 1)}
