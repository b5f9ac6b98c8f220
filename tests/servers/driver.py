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
from subscribers.models import Selection, Subscriber  # noqa: E402


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


def state():
    """How far the service is."""
    return {
        "digests": {str(digest.date): digest.status for digest in Digest.objects.all()},
        "deliveries": {row.subscriber.email: row.status for row in Delivery.objects.select_related("subscriber")},
    }


def sweep_after(minutes):
    """Sweep as if so much later."""
    sweep.sweep(timezone.now() + dt.timedelta(minutes=int(minutes)))


if __name__ == "__main__":
    verb = {"prepare": prepare, "state": state, "sweep_after": sweep_after}[sys.argv[1]]
    print(json.dumps(verb(*sys.argv[2:])))
