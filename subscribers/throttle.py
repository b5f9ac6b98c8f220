"""The rate limit on mails that anybody may ask for: sign-up forms are a way to flood a stranger's inbox."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from subscribers import tasks
from subscribers.addresses import inbox
from subscribers.models import MailRequest
from subscribers.models.suppression import address_hash

MINUTE, HOUR, DAY, MONTH = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=30)
KIND = MailRequest.Kind
Limits = tuple[tuple[int, timedelta], ...]
# At most so many of this kind to one inbox in this time.
MAX_PER_INBOX: dict[str, Limits] = {
    KIND.CONFIRM: ((1, DAY), (3, MONTH)),
    KIND.MANAGE: ((3, DAY),),
    KIND.NEW_ADDRESS: ((1, DAY), (3, MONTH)),
    KIND.OLD_ADDRESS: ((5, DAY),),
}
MAX_PER_NETWORK = ((20, HOUR), (100, DAY))
MAX_IN_ALL = ((60, MINUTE), (600, HOUR))
MAX_BEFORE_INVITATIONS = ((30, MINUTE), (300, HOUR))  # half of it is for those who come by themselves


def allow(kind: str, address: str, network: str, **fields: Any) -> MailRequest | None:
    """The request, counted and stored with these fields, but not yet ordered.

    None where the inbox, its network or everybody has had enough: then nothing is written. Call it in a transaction;
    until that ends nobody else is counted for the same inbox, so that of two requests at once only one is the first.
    """
    now, hashed = timezone.now(), address_hash(inbox(address))
    _hold(hashed)
    requests = MailRequest.objects
    counted = [
        (requests.filter(kind=kind, inbox_hash=hashed), MAX_PER_INBOX[kind]),
        (requests.filter(network=network).exclude(network=""), MAX_PER_NETWORK),
        (_counted_in_all(), MAX_IN_ALL),
    ]
    if any(is_full(rows, limits, now) for rows, limits in counted):
        return None
    hashes = {"address_hash": address_hash(address), "inbox_hash": hashed}
    return requests.create(kind=kind, network=network, created_at=now, **hashes, **fields)


def has_room_for_invitations() -> bool:
    """Whether an import may have an address asked now, so that who signs up meanwhile is asked all the same."""
    return not is_full(_counted_in_all(), MAX_BEFORE_INVITATIONS, timezone.now())


def request_mail(kind: str, address: str, network: str, **fields: Any) -> bool:
    """Have a mail to this address sent, if it may be asked for now (`allow`). Whether it was ordered."""
    request = allow(kind, address, network, **fields)
    if request:
        enqueue(request)
    return bool(request)


def enqueue(request: MailRequest) -> None:
    """Have the mail of an allowed request sent once the transaction is through.

    Robust: where the broker is away the reader still gets an answer, and the sweep finds the row.
    """
    transaction.on_commit(partial(tasks.send_requested_mail.delay, request.pk), robust=True)


def _counted_in_all() -> QuerySet[MailRequest]:
    return MailRequest.objects.exclude(kind=KIND.TRACKED)


def _hold(hashed: str) -> None:
    """SQLite lets one transaction write at a time; PostgreSQL is asked for a lock on this value."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(hashed[:15], 16)])


def is_full(rows: QuerySet, limits: Limits, now: datetime) -> bool:
    """Whether there are as many of these rows as one of the limits allows; counted by their `created_at`."""
    return any(rows.filter(created_at__gt=now - span).count() >= most for most, span in limits)
