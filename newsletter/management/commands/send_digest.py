"""`send_digest`: mail one day now, whatever the hour and its age; nobody gets it twice."""

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from digest.management.arguments import a_day
from digest.models import Digest
from newsletter.deliveries.beside import create_beside
from newsletter.deliveries.publish import (
    create_deliveries,
    deliveries_to_make,
    is_regular,
    make_due_now,
    publish_by_hand,
    readers,
)
from newsletter.mail.compose import compose_delivery
from newsletter.models import Delivery
from newsletter.models.delivery import DeliveryQuerySet
from newsletter.sending.sender import send_all
from subscribers.addresses import canonical
from subscribers.models import Subscriber, Suppression

READY = (Digest.Status.READY, Digest.Status.PUBLISHED)


class Command(BaseCommand):
    help = "Publish a ready digest and send it at once: the reader's hour and its age do not count, what was sent does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("date", type=a_day, help="the day, as 2026-02-19")
        parser.add_argument("--to", metavar="address", help="only to this active subscriber")
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent; write and send nothing")

    def handle(self, *args: Any, date: dt.date, to: str | None, dry_run: bool, **options: Any) -> None:
        digest, at = ready_digest(date), timezone.now()
        subscribers = one_reader(canonical(to)) if to else readers(digest, at)
        if dry_run:
            self.stdout.write(told(rehearse(digest, subscribers, at)))
            return
        owe(digest, subscribers, at, to_one=bool(to))
        theirs = Delivery.objects.filter(digest=digest, subscriber__in=subscribers)
        waiting = make_due_now(theirs, at)
        counts = send_all(theirs.filter(due_at__lte=at), at)
        self.stderr.write(told(counts))
        if waiting:
            self.stderr.write(f"{waiting} wait for tomorrow: their readers have had a mail today.")
        forget_unsendable(theirs, digest)


def owe(digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime, to_one: bool) -> None:
    """One reader is served beside their regular mail, from a digest that is not closed by it; everybody, from one
    that is."""
    if not to_one and not digest.is_closed:
        publish_by_hand([digest], at)
    elif to_one or not is_regular(digest, at):
        create_beside(digest, subscribers, at)
    else:
        create_deliveries(digest, subscribers, at)


def forget_unsendable(deliveries: DeliveryQuerySet, digest: Digest) -> None:
    """A mail of a digest that is not closed would never be tried again: where one did not go, raises CommandError."""
    left = deliveries.open()
    if digest.is_closed or not left.exists():
        return
    reply = left.values_list("reply", flat=True).first()
    left.delete()
    raise CommandError(f"It could not be sent; nothing is kept, try again: {reply or 'sending is stopped'}")


def ready_digest(date: dt.date) -> Digest:
    """The digest of this date, if it can be sent. Raises CommandError."""
    digest = Digest.objects.filter(date=date).first()
    if digest is None:
        raise CommandError(f"There is no digest of {date}: build it first")
    if digest.status not in READY:
        raise CommandError(f"The digest of {date} is not ready: {digest.get_status_display()}")
    return digest


def one_reader(address: str) -> QuerySet[Subscriber]:
    """The active subscriber with this address. Raises CommandError with the reason where there is none to mail."""
    found = Subscriber.objects.with_address(address)
    if not found.active().exists():
        raise CommandError("This address is not an active subscriber's")
    if Suppression.objects.covers(address) or found.filter(suppressed=True).exists():
        raise CommandError("This address is suppressed")
    return found


def rehearse(digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime) -> Counter[str]:
    """What sending would come to, counted by status, composed for each reader; nothing is written."""
    counts: Counter[str] = Counter()
    for delivery in deliveries_to_make(digest, subscribers, at):
        counts["to be sent" if compose_delivery(delivery) else "nothing selected"] += 1
    made = Delivery.objects.filter(digest=digest, subscriber__in=subscribers)
    for status in made.values_list("status", flat=True):
        counts[f"already {Delivery.Status(status).label}"] += 1
    return counts


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "Nobody to mail."
