"""When the newest correction was made: each claim asks it, so its query is put together once."""

import datetime as dt
from functools import cache
from typing import Any

from django.db import connection

from digest.models import Correction
from newsletter.deliveries.claimed_delivery import aware


def newest_correction() -> dt.datetime | None:
    """Its moment, or None where nothing was ever corrected."""
    with connection.cursor() as cursor:
        cursor.execute(*_query())
        row = cursor.fetchone()
    return aware(row[0]) if row else None


@cache
def _query() -> tuple[str, tuple[Any, ...]]:
    return Correction.objects.order_by("-made_at").values_list("made_at")[:1].query.sql_with_params()
