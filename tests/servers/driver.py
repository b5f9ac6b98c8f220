"""What a test does to the service's database from outside: `python -m tests.servers.driver VERB …`, JSON out."""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsletter.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from digest.models import Digest, Repository  # noqa: E402
from newsletter import sweep  # noqa: E402
from newsletter.models import Delivery  # noqa: E402
from newsletter.publish import publish  # noqa: E402
from subscribers.models import Selection, Subscriber  # noqa: E402
from tests.factories import make_activity, make_digest, make_statement, make_subscriber  # noqa: E402


def prepare(*names):
    """Tables, these repositories, and for each a reader of only it; the first reads Chinese, the others English."""
    call_command("migrate", verbosity=0)
    confirmed_at = timezone.now() - dt.timedelta(days=3)
    for number, name in enumerate(names):
        repository = Repository.objects.create(full_name=name)
        selection = Selection.objects.of("en" if number else "zh-hans", [repository.pk])
        address = f"{name.split('/')[1]}@reader.test"
        Subscriber.objects.create(
            email=address, status="active", selection=selection, minute=0, confirmed_at=confirmed_at
        )


def owe(count):
    """Yesterday's digest, published and due now, owed to so many readers; one story in it."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    digest = make_digest(now.date() - dt.timedelta(days=1), status="ready")
    make_statement(digest, make_activity(digest=digest))
    for number in range(int(count)):
        make_subscriber(f"reader{number}@reader.test", minute=0, confirmed_at=now - dt.timedelta(days=3))
    publish([digest], now)


def track_since(days):
    """As if the repositories had been tracked for so many days, while nobody built anything."""
    Repository.objects.update(created_at=timezone.now() - dt.timedelta(days=int(days)))


def state():
    """How far the service is; a mail that another one carries is left out."""
    unmerged = Delivery.objects.exclude(skip_reason="merged")
    return {
        "digests": {str(digest.date): digest.status for digest in Digest.objects.all()},
        "deliveries": {row.subscriber.email: row.status for row in unmerged.select_related("subscriber")},
    }


def sweep_after(minutes):
    """Sweep as if so much later."""
    sweep.sweep(timezone.now() + dt.timedelta(minutes=int(minutes)))


if __name__ == "__main__":
    verbs = [prepare, owe, track_since, state, sweep_after]
    verb = {verb.__name__: verb for verb in verbs}[sys.argv[1]]
    print(json.dumps(verb(*sys.argv[2:])))
