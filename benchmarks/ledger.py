"""The ledger of a benchmark: mails owed to any number of readers, put back into the queue for each run.

Imported once Django is set up.
"""

import os
import statistics
import time
from contextlib import contextmanager
from email import message_from_bytes, policy

from django.db import connection
from django.utils import timezone

from benchmarks.readers import make_day, make_readers
from digest.models import Digest, Repository
from newsletter.deliveries.publish import publish
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.models import Delivery
from subscribers.signed_links import unsubscribe_url

SAMPLE = 200


def deliveries():
    return Delivery.objects.all()


def make(recipients):
    """Owe a digest to so many readers. Returns the seconds of publishing."""
    make_readers_of_a_day(recipients)
    seconds = owe_again()
    assert deliveries().count() == recipients, f"{deliveries().count()} deliveries for {recipients} readers"
    return seconds


def make_readers_of_a_day(count):
    """A ready digest, and readers who are owed nothing yet."""
    make_day(timezone.now().date())
    make_readers(count, Repository.objects.values_list("pk", flat=True))


def make_all_due():
    """Whatever the hours of the readers."""
    deliveries().update(due_at=timezone.now())


def owe_again():
    """Publish the digest as if for the first time. Returns the seconds."""
    deliveries().delete()
    Digest.objects.update(status=Digest.Status.READY, published_at=None)
    started_at = time.perf_counter()
    publish([Digest.objects.get()], timezone.now())
    return time.perf_counter() - started_at


def requeue(count=None):
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
    contents = [mail.content for mail in map(compose_raw, _with_readers()[:SAMPLE])]
    middle = statistics.median(map(len, contents))
    return min(contents, key=lambda content: abs(len(content) - middle))


def taken_apart():
    """Of each mail {recipient, subject, text, html, headers, unsubscribe_url}, for senders who build mails anew."""
    for row in _with_readers().iterator(SAMPLE):
        mail = compose_raw(row)
        message = message_from_bytes(mail.content, policy=policy.default)
        text, html = (part.get_content() for part in message.iter_parts())
        headers = {name: str(message[name]) for name in ("List-Unsubscribe", "List-Unsubscribe-Post")}
        yield {
            "recipient": mail.recipient,
            "subject": str(message["Subject"]),
            "text": text,
            "html": html,
            "headers": headers,
            "unsubscribe_url": unsubscribe_url(row.subscriber),
        }


def _with_readers():
    return deliveries().order_by("pk").select_related("subscriber", "selection", "digest")


def sent():
    """How many rows have a yes of the server."""
    return deliveries().filter(status="sent", reply__startswith="250").count()


@contextmanager
def empty_database(name):
    """The DATABASE_URL of another database in the same server, for as long as the block."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
