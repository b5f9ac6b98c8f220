"""The ledger of a benchmark: mails owed to any number of readers, put back into the queue for each run.

Imported once Django is set up.
"""

import statistics
import time

from django.db import connection
from django.utils import timezone

from benchmarks.readers import make_day, make_readers
from digest.models import Repository
from newsletter.models import Delivery
from newsletter.prepare import prepare
from newsletter.publish import publish

SAMPLE = 200


def deliveries():
    return Delivery.objects.all()


def make(recipients):
    """Owe a digest to so many readers. Returns the seconds of publishing."""
    digest = make_day(timezone.now().date())
    make_readers(recipients, Repository.objects.values_list("pk", flat=True))
    started_at = time.perf_counter()
    publish([digest], timezone.now())
    seconds = time.perf_counter() - started_at
    assert deliveries().count() == recipients, f"{deliveries().count()} deliveries for {recipients} readers"
    return seconds


def put_back(count=None):
    """The first so many mails, or all, are queued and due; the others count as sent."""
    now = timezone.now()
    first = deliveries().order_by("pk").values("pk")[:count]
    deliveries().exclude(pk__in=first).update(status="sent")
    deliveries().filter(pk__in=first).update(
        status="queued", claim="", attempts=0, reply="", sent_at=None, claimed_at=None, retry_at=None, due_at=now
    )


def calm():
    """What PostgreSQL would do by itself some time later, while something else is measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE newsletter_delivery")
        cursor.execute("CHECKPOINT")


def typical_mail():
    """The whole bytes of a mail of middling size."""
    rows = deliveries().order_by("pk").select_related("subscriber", "selection", "digest")[:SAMPLE]
    contents = [mail.content for _row, mail in prepare(rows)]
    middle = statistics.median(map(len, contents))
    return min(contents, key=lambda content: abs(len(content) - middle))


def sent():
    """How many rows have a yes of the server."""
    return deliveries().filter(status="sent", reply__startswith="250").count()
