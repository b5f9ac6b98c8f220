"""What a test does to the service's database from outside: verbs as lines of JSON in, answers as lines of JSON out."""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsletter.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from digest.models import Digest, Repository  # noqa: E402
from newsletter import tasks  # noqa: E402
from newsletter.deliveries import sweep  # noqa: E402
from newsletter.deliveries.publish import create_deliveries, publish  # noqa: E402
from newsletter.models import Delivery  # noqa: E402
from subscribers.models import Selection, Subscriber  # noqa: E402
from tests.factories import make_activity, make_digest, make_statement, make_subscriber  # noqa: E402

held = []


def migrate():
    call_command("migrate", verbosity=0)


def clear():
    """Tables as after the first migration."""
    call_command("flush", verbosity=0, interactive=False)


def prepare(*names):
    """These repositories, and for each a reader of only it; the first reads Chinese, the others English."""
    confirmed_at = timezone.now() - dt.timedelta(days=3)
    for number, name in enumerate(names):
        repository = Repository.objects.create(full_name=name)
        selection = Selection.objects.of("en" if number else "zh-hans", [repository.pk])
        address = f"{name.split('/')[1]}@reader.test"
        Subscriber.objects.create(
            email=address, status="active", selection=selection, minute=0, confirmed_at=confirmed_at
        )


def owe_all(count):
    """Yesterday's digest, published and due now, owed to so many readers; one story in it."""
    now = timezone.now()
    digest = make_digest(now.date() - dt.timedelta(days=1), status="ready")
    make_statement(digest, make_activity(digest=digest))
    _make_readers(range(count))
    publish([digest], now)


def owe_more(first, count):
    """The same digest, owed to so many further readers."""
    _make_readers(range(first, first + count))
    create_deliveries(Digest.objects.get(), Subscriber.objects.all(), timezone.now())


def _make_readers(numbers):
    confirmed_at = timezone.now() - dt.timedelta(days=3)
    for number in numbers:
        make_subscriber(f"reader{number}@reader.test", minute=0, confirmed_at=confirmed_at)


def track_since(days):
    """As if the repositories had been tracked for so many days, while nobody built anything."""
    Repository.objects.update(created_at=timezone.now() - dt.timedelta(days=days))


def ring():
    """What beat does every minute."""
    tasks.send_due.delay()


def state():
    """How far the service is; a mail that another one carries is left out."""
    unmerged = Delivery.objects.exclude(skip_reason="merged")
    return {
        "digests": {str(digest.date): digest.status for digest in Digest.objects.all()},
        "deliveries": {row.subscriber.email: row.status for row in unmerged.select_related("subscriber")},
    }


def claimed_since(at):
    """How many mails somebody has claimed since then and is sending."""
    return Delivery.objects.filter(status="sending", claimed_at__gt=dt.datetime.fromisoformat(at)).count()


def sweep_after(minutes):
    """Sweep as if so much later."""
    sweep.sweep(timezone.now() + dt.timedelta(minutes=minutes))


def hold_ledger():
    """From now on nobody reads or writes a delivery."""
    _hold("LOCK TABLE newsletter_delivery")


def hold_claimed():
    """From now on nobody writes down what became of the mails that are claimed now."""
    _hold("SELECT FROM newsletter_delivery WHERE status = 'sending' FOR UPDATE")


def _hold(sql):
    held.append(connection.copy())
    held[0].set_autocommit(False)
    held[0].cursor().execute(sql)


def waiting():
    """How many connections wait for what is held."""
    return len(_waiting())


def _waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return cursor.fetchall()


def let_go():
    """Those who waited are dead: what they were about to do is not done."""
    with connection.cursor() as cursor:
        cursor.executemany("SELECT pg_terminate_backend(%s, 5000)", _waiting())
    held.pop().close()


def main():
    verbs = [migrate, clear, prepare, owe_all, owe_more, track_since, ring, state, claimed_since, sweep_after]
    verbs = {verb.__name__: verb for verb in [*verbs, hold_ledger, hold_claimed, waiting, let_go]}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(verbs[name](*arguments)), flush=True)
        connection.close()  # the next verb may meet a database that was restarted


if __name__ == "__main__":
    main()
