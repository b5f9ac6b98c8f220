"""What is wrong with the machine: its disk, its database, and the workers that serve the queues."""

import datetime as dt
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from newsletter.alerts.problem import Kind, Problem
from newsletter.models import Heartbeat

GB = 1_000_000_000
MIN_FREE_SHARE, MIN_FREE = 0.05, GB
FULL_SHARE = 0.9  # of DATABASE_LIMIT_GB
# A worker that collects or writes a day answers nothing else meanwhile; its task ends within half an hour.
SILENT_AFTER = {
    "collect": dt.timedelta(minutes=45),
    "write": dt.timedelta(minutes=45),
    "asked": dt.timedelta(minutes=10),
    "send": dt.timedelta(minutes=10),
}
BEAT = "beat"
BEAT_SILENT_AFTER = dt.timedelta(minutes=5)


def full_disk(_at: dt.datetime) -> Iterator[Problem]:
    """Less than 5 % and less than 1 GB is free where the service keeps its files."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    if usage.free < MIN_FREE and usage.free < MIN_FREE_SHARE * usage.total:
        yield Problem(Kind.DISK, reason=f"{usage.free / GB:.1f} GB / {usage.total / GB:.0f} GB")


def full_database(_at: dt.datetime) -> Iterator[Problem]:
    """The database has 90 % of DATABASE_LIMIT_GB; without a limit nobody asks."""
    if not settings.DATABASE_LIMIT_GB:
        return
    size = database_size() / GB
    if size > FULL_SHARE * settings.DATABASE_LIMIT_GB:
        yield Problem(Kind.DATABASE, reason=f"{size:.1f} GB / {settings.DATABASE_LIMIT_GB:.0f} GB")


def database_size() -> int:
    """Bytes."""
    on_postgresql = "SELECT pg_database_size(current_database())"
    on_sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(on_postgresql if connection.vendor == "postgresql" else on_sqlite)
        return cursor.fetchone()[0]


def silent_queues(at: dt.datetime) -> Iterator[Problem]:
    """Queues of which nobody answered for too long. The clock is watched from outside, by /readyz and the ping."""
    for name, silence in SILENT_AFTER.items():
        seen = Heartbeat.objects.last_seen(name)
        if seen and at - seen > silence:
            yield Problem(Kind.QUEUE, name, f"{seen:%Y-%m-%d %H:%M} UTC")


def is_beat_seen(at: dt.datetime) -> bool:
    """Whether the clock ticked within five minutes."""
    seen = Heartbeat.objects.last_seen(BEAT)
    return bool(seen and at - seen <= BEAT_SILENT_AFTER)
