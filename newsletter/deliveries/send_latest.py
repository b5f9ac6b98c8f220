"""The newest edition at once, for a new reader who does not want to wait for the first regular mail."""

import datetime as dt

from django.db import transaction

from digest.models import Digest
from newsletter.deliveries.beside import free_date
from newsletter.editions.preview import last_day_for
from newsletter.models import Delivery
from subscribers.models import Subscriber


def on_offer(subscriber: Subscriber) -> Digest | None:
    """The newest digest that tells this reader something, if they are owed no mail of it; else None."""
    digest = last_day_for(subscriber.selection)
    return digest if digest and _may_get(subscriber, digest) else None


def _may_get(subscriber: Subscriber, digest: Digest) -> bool:
    """Whether they may be mailed that day and are owed no mail of it."""
    may_be_mailed = Subscriber.objects.mailable(digest.date).filter(pk=subscriber.pk).exists()
    return may_be_mailed and not Delivery.objects.filter(digest=digest, subscriber=subscriber).exists()


def mail_latest(subscriber: Subscriber, at: dt.datetime) -> Delivery | None:
    """Owe this reader the newest edition, due at once. Returns its delivery, or None where there is nothing to mail.

    Asked again it makes nothing more, for the reader's row is held and a delivery is one per digest and reader.
    """
    digest = on_offer(subscriber)  # reads the day, which takes long: before the row is held
    return _owe(subscriber, digest, at) if digest else _owed(subscriber, last_day_for(subscriber.selection))


@transaction.atomic
def _owe(subscriber: Subscriber, digest: Digest, at: dt.datetime) -> Delivery | None:
    held = Subscriber.objects.select_for_update(of=("self",)).select_related("selection").filter(pk=subscriber.pk)
    reader = held.first()
    if reader and _may_get(reader, digest):
        return Delivery.objects.create(
            digest=digest,
            subscriber=reader,
            selection=reader.selection,
            covers_from=digest.date,
            local_date=_date_of_no_regular_mail(reader, digest.date),
            due_at=at,
        )
    return _owed(subscriber, digest)


def _owed(subscriber: Subscriber, digest: Digest | None) -> Delivery | None:
    return Delivery.objects.filter(subscriber=subscriber, digest=digest).first()


def _date_of_no_regular_mail(reader: Subscriber, date: dt.date) -> dt.date:
    """Who had left and came back may have had a mail on the digest's own date."""
    taken = Delivery.objects.filter(subscriber=reader).exclude(status=Delivery.Status.SKIPPED)
    return free_date(date, set(taken.values_list("local_date", flat=True)))
