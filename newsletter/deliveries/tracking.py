"""What the mail provider reports: stored once, it raises a delivery's state, and may end all mail to an address."""

import hashlib
import re
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.dispatch import receiver

from newsletter.deliveries.tracking_event import checked
from newsletter.models import Delivery, DeliveryEvent
from subscribers.models import MailRequest, Subscriber, Suppression
from subscribers.models.suppression import address_hashes
from subscribers.unsubscribe import unsubscribe

Status = Delivery.Status

OPEN_END = (Status.SENDING, Status.RETRY, Status.UNCERTAIN, Status.SENT)
# The state that an event raises to, and from which: late and doubled events are harmless.
# `retry` is among them since a provider may have accepted what it answered with an error.
RAISES = {
    EventType.SENT: (Status.SENT, (Status.UNCERTAIN,)),
    EventType.DELIVERED: (Status.DELIVERED, OPEN_END),
    EventType.REJECTED: (Status.BOUNCED, (*OPEN_END, Status.DELIVERED)),
    EventType.BOUNCED: (Status.BOUNCED, (*OPEN_END, Status.DELIVERED)),
    EventType.COMPLAINED: (Status.COMPLAINED, (*OPEN_END, Status.DELIVERED, Status.BOUNCED)),
}
NOT_HANDED_OVER = (Status.QUEUED, Status.SKIPPED)
# A full mailbox, a policy against us (5.7.x) or anything temporary says nothing about the address.
# A part of an IP address is no code, and neither Microsoft nor software is soft.
NOT_THE_ADDRESS = re.compile(
    r"(?<![\d.])(?:4\.\d{1,3}\.\d{1,3}|5\.2\.2|5\.7\.\d{1,3})(?!\.?\d)|\b(?:soft(?!ware)|transient|undetermined)", re.I
)
# Begins only where a word does, so that a long word is read once.
ADDRESS = re.compile(r"(?<![^\s<>:;,\"'()])[^\s<>:;,\"'()@]*@[^\s<>:;,\"'()]+")


class NotStored(Exception):
    """A report was good and could not be kept: the provider shall bring it again."""


@receiver(tracking)
def on_tracking(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Raises MalformedEvent for what is no report, and NotStored where keeping one failed."""
    reported = checked(event)
    try:
        store(reported, esp_name)
    except Exception as error:  # whatever it was, it is not the provider's fault
        raise NotStored from error


def store(event: AnymailTrackingEvent, esp: str) -> DeliveryEvent | None:
    """Take in one of Anymail's normalised events; a doubled one changes nothing. Returns its row, or None."""
    # What was said is read before anything is held.
    return _store(event, esp, _words(event), is_hard_bounce(event))


@transaction.atomic
def _store(event: AnymailTrackingEvent, esp: str, words: str, is_hard: bool) -> DeliveryEvent | None:
    delivery = _delivery_of(event)
    row, is_new = DeliveryEvent.objects.get_or_create(
        esp=esp[:32],
        event_id=_event_id(event),
        defaults={
            "kind": (event.event_type or EventType.UNKNOWN)[:32],
            "delivery": delivery,
            "esp_message_id": (event.message_id or "")[:255],
            "reject_reason": (event.reject_reason or "")[:32],
            "description": words[:500],
            "occurred_at": event.timestamp,
        },
    )
    if not is_new:
        return None
    if delivery:
        _raise(delivery, row)
    _stop_mailing(event, delivery, words, is_hard)
    return row


def _delivery_of(event: AnymailTrackingEvent) -> Delivery | None:
    """By our own public id, which providers bring back as metadata, else by the provider's id of the message."""
    public_id = (event.metadata or {}).get("delivery")
    if public_id:
        return Delivery.objects.select_related("subscriber").filter(public_id=public_id).first()
    if event.message_id:
        return Delivery.objects.select_related("subscriber").filter(esp_message_id=event.message_id).first()
    return None


def _event_id(event: AnymailTrackingEvent) -> str:
    """The provider's id, or for those that give none a hash of what makes an event the same."""
    if event.event_id:
        return event.event_id[:255]
    same = (event.event_type, event.message_id, event.recipient, event.timestamp)
    return hashlib.sha256(repr(same).encode()).hexdigest()


def _words(event: AnymailTrackingEvent) -> str:
    """What was said, without addresses: an erased reader's must not live on in a note."""
    return ADDRESS.sub("…@…", " ".join(filter(None, (event.description, event.mta_response))))


def _raise(delivery: Delivery, row: DeliveryEvent) -> None:
    status, sources = RAISES.get(row.kind, (None, ()))
    if status:
        Delivery.objects.filter(pk=delivery.pk, status__in=sources).update(status=status)
    if row.esp_message_id:
        Delivery.objects.filter(pk=delivery.pk, esp_message_id="").update(esp_message_id=row.esp_message_id)


def _stop_mailing(event: AnymailTrackingEvent, delivery: Delivery | None, words: str, is_hard: bool) -> None:
    """A hard bounce or a complaint suppresses the address; an unsubscription at the provider is one with us.

    Only of an address that we mailed: whoever reports another one reports something else, or lies.
    """
    address = event.recipient or (_mailed_address(delivery) if delivery else "")
    if not was_mailed(address):
        return
    if event.event_type == EventType.COMPLAINED:
        Suppression.objects.suppress(address, Suppression.Reason.COMPLAINT, words)
    elif event.event_type == EventType.UNSUBSCRIBED:
        for subscriber in Subscriber.objects.with_address(address):
            unsubscribe(subscriber)
    elif is_hard:
        Suppression.objects.suppress(address, Suppression.Reason.HARD_BOUNCE, words)


def _mailed_address(delivery: Delivery) -> str:
    """Of its reader; empty where that may have changed since: the new address must not pay for the old one."""
    moves = MailRequest.objects.filter(subscriber=delivery.subscriber, kind=MailRequest.Kind.NEW_ADDRESS)
    has_moved = delivery.sent_at is not None and moves.filter(created_at__gte=delivery.sent_at).exists()
    return "" if has_moved else delivery.subscriber.email


def was_mailed(address: str) -> bool:
    """Whether an edition, or a mail that was asked for, was handed over for this address."""
    editions = Delivery.objects.filter(subscriber__in=Subscriber.objects.with_address(address))
    asked = MailRequest.objects.filter(address_hash__in=address_hashes(address), sent_at__isnull=False)
    return editions.exclude(status__in=NOT_HANDED_OVER).exists() or asked.exists()


def is_hard_bounce(event: AnymailTrackingEvent) -> bool:
    """Whether the address itself does not work, as opposed to its mailbox being full or our mail being refused."""
    gone = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    ended = event.event_type in (EventType.BOUNCED, EventType.REJECTED)
    return ended and gone and not NOT_THE_ADDRESS.search(_words(event))
