"""Readers by the million, with what they were sent in the last days, made by plain SQL: making them is not measured.

Imported once Django is set up.
"""

import datetime as dt

from django.db import connection
from django.utils import timezone

from digest.models import Digest
from newsletter.deliveries.bulk_insert import new_public_ids
from newsletter.deliveries.claim_queue import CLAIM_BATCH
from newsletter.deliveries.publish import publish
from newsletter.models import Delivery
from tests.factories import make_digest

SELECTIONS = 50_000
ZONES = ["UTC", "Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Europe/London", "Europe/Berlin", "America/New_York"]
ZONES += ["America/Chicago", "America/Los_Angeles", "Australia/Sydney", "Asia/Kathmandu", "Pacific/Auckland"]

MAKE_SELECTIONS = """
    INSERT INTO subscribers_selection (key, language, repositories, topics, kinds)
    SELECT 'benchmark-' || number, 'en', '[]', '[]', '[]' FROM generate_series(1, %s) AS number
"""
# In 12 zones and all 48 half hours.
MAKE_READERS = """
    INSERT INTO subscribers_subscriber (email, public_id, link_version, status, selection_id, time_zone, minute,
        suppressed, new_email, created_at, confirmed_at)
    SELECT 'reader' || number || '@reader.test', 'r' || number, 1, 'active', selections[1 + number %% %s],
        (%s::text[])[1 + number %% %s], 30 * (number / 12 %% 48), FALSE, '', '2025-01-01', '2025-01-01'
    FROM generate_series(%s, %s) AS number, (SELECT array_agg(id) AS selections FROM subscribers_selection) AS chosen
"""
# The mails of one day as they are when all have gone out: at the reader's minute, the first after the day's end.
MAKE_SENT = """
    INSERT INTO newsletter_delivery (public_id, digest_id, subscriber_id, selection_id, covers_from, local_date, due_at,
        status, skip_reason, attempts, claim, claimed_at, sent_at, esp_message_id, reply, created_at)
    WITH reader AS (
        SELECT id, selection_id, time_zone, minute * interval '1 minute' AS since_midnight,
            %(ends_at)s AT TIME ZONE time_zone AS ended
        FROM subscribers_subscriber
    ), due AS (
        SELECT *, ended::date + (since_midnight < ended - date_trunc('day', ended))::int AS local_date FROM reader
    ), moment AS (
        SELECT *, (local_date + since_midnight) AT TIME ZONE time_zone AS due_at FROM due
    )
    SELECT {public_id}, %(digest)s, id, selection_id, %(date)s, local_date, due_at,
        'sent', '', 1, md5((id / 32)::text), due_at, due_at, '', '250 OK', %(ends_at)s
    FROM moment ORDER BY id
"""


def set_checkpoints():
    """As docs/scaling.md advises for a million readers, as far as a running server takes it."""
    for setting in ("max_wal_size = '4GB'", "checkpoint_timeout = '15min'"):
        execute(f"ALTER SYSTEM SET {setting}")
    execute("SELECT pg_reload_conf()")


def make_selections():
    execute(MAKE_SELECTIONS, [SELECTIONS])


def make_readers(first, last):
    execute(MAKE_READERS, [SELECTIONS, ZONES, len(ZONES), first, last])


def forget_readers():
    execute("TRUNCATE subscribers_subscriber CASCADE")


def make_history(date, days):
    """A ledger in which all readers were sent the days before this one, and nothing else."""
    execute("TRUNCATE newsletter_delivery CASCADE")
    for back in range(days, 0, -1):
        earlier = date - dt.timedelta(days=back)
        digest = make_digest(earlier, status=Digest.Status.PUBLISHED, published_at=timezone.now())
        execute(
            MAKE_SENT.format(public_id=new_public_ids()),
            {"digest": digest.pk, "date": digest.date, "ends_at": digest.ends_at},
        )


def publish_day(date):
    make_ready(date)
    publish_again(date)


def make_ready(date):
    make_digest(date, status=Digest.Status.READY)


def publish_again(date):
    """Whatever a publisher before this one has made."""
    digest = Digest.objects.get(date=date)
    publish([digest], digest.ends_at)


def deliveries_of(date):
    return Delivery.objects.filter(digest__date=date)


def check(date, count):
    queued = deliveries_of(date).filter(status=Delivery.Status.QUEUED).count()
    assert queued == count, f"{queued} mails for {count} readers"


def group_of_due(date):
    """What a sending process asks for, again and again: the next 32 whose hour has come, at noon after this day."""
    at = Digest.objects.get(date=date).ends_at + dt.timedelta(hours=12)
    return Delivery.objects.queued(at).open().select_related("subscriber")[:CLAIM_BATCH]


def tidy():
    """What PostgreSQL does by itself some time after such loads."""
    execute("VACUUM ANALYZE")
    execute("CHECKPOINT")


def server_process():
    """The id of the process of PostgreSQL that works for us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def execute(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
