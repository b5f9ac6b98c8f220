"""How often anybody may make us write to an address: sign-up forms are a way to flood a stranger's inbox."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from subscribers import tasks
from subscribers.models import MailRequest, Subscriber
from subscribers.models.suppression import address_hash

MINUTE, HOUR, DAY, MONTH = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=30)
KIND = MailRequest.Kind
Limits = tuple[tuple[int, timedelta], ...]
# At most so many of this kind to one address in this time.
MAX_PER_ADDRESS: dict[str, Limits] = {
    KIND.CONFIRM: ((1, DAY), (3, MONTH)),
    KIND.MANAGE: ((3, DAY),),
    KIND.NEW_ADDRESS: ((1, DAY), (3, MONTH)),
    KIND.OLD_ADDRESS: ((5, DAY),),
}
MAX_PER_NETWORK = ((20, HOUR), (100, DAY))
MAX_IN_ALL = ((60, MINUTE), (600, HOUR))


def allow(kind: str, email: str, network: str) -> MailRequest | None:
    """The request, counted but not yet ordered, or None where the address, its network or everybody has had enough.

    Call it inside a transaction that holds the subscriber's row: then two requests at once cannot both be the first.
    """
    now = timezone.now()
    requests, hashed = MailRequest.objects, address_hash(email)
    counted = [
        (requests.filter(kind=kind, address_hash=hashed), MAX_PER_ADDRESS[kind]),
        (requests.filter(network=network).exclude(network=""), MAX_PER_NETWORK),
        (requests.all(), MAX_IN_ALL),
    ]
    if any(_is_full(rows, limits, now) for rows, limits in counted):
        return None
    return requests.create(kind=kind, address_hash=hashed, network=network, created_at=now)


def enqueue(request: MailRequest, subscriber: Subscriber) -> None:
    """Have the mail of an allowed request sent to this subscriber once the transaction is through.

    Robust: where the broker is away the reader still gets an answer, and the sweep finds the row.
    """
    request.subscriber = subscriber
    request.save(update_fields=["subscriber"])
    transaction.on_commit(partial(tasks.send_requested_mail.delay, request.pk), robust=True)


def _is_full(rows: QuerySet, limits: Limits, now: datetime) -> bool:
    return any(rows.filter(created_at__gt=now - span).count() >= most for most, span in limits)
