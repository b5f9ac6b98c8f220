"""What the mail provider reports: stored once, it raises a delivery's state, and may end all mail to an address."""

import hashlib
import re
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.dispatch import receiver

from newsletter.models import Delivery, DeliveryEvent
from subscribers.models import Subscriber, Suppression
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
# A full mailbox, a policy against us (5.7.x) or anything temporary says nothing about the address.
NOT_THE_ADDRESS = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\b5\.2\.2\b|\b5\.7\.\d{1,3}\b|soft|transient|undetermined", re.I)
ADDRESS = re.compile(r"[^\s<>:;,\"'()]+@[^\s<>:;,\"'()]+")


@receiver(tracking)
def on_tracking(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Anymail has a page for every provider, and without a secret it only warns: then anybody could end our mails."""
    if not is_proven(sender()):
        raise AnymailWebhookValidationFailure(f"{esp_name} signs nothing here, and ANYMAIL_WEBHOOK_SECRET is not set")
    store(event, esp_name)


def is_proven(view: Any) -> bool:
    """Whether this page of Anymail lets in its provider only: by a signature, or by the secret in its address."""
    return bool(view.basic_auth) or not view.warn_if_no_basic_auth


@transaction.atomic
def store(event: AnymailTrackingEvent, esp: str) -> DeliveryEvent | None:
    """Take in one of Anymail's normalised events; a doubled one changes nothing. Returns its row, or None."""
    delivery = _delivery_of(event)
    row, is_new = DeliveryEvent.objects.get_or_create(
        esp=esp[:32],
        event_id=_event_id(event),
        defaults={
            "kind": (event.event_type or EventType.UNKNOWN)[:32],
            "delivery": delivery,
            "esp_message_id": (event.message_id or "")[:255],
            "reject_reason": (event.reject_reason or "")[:32],
            "description": _words(event)[:500],
            "occurred_at": event.timestamp,
        },
    )
    if not is_new:
        return None
    if delivery:
        _raise(delivery, row)
    _stop_mailing(event, delivery)
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


def _stop_mailing(event: AnymailTrackingEvent, delivery: Delivery | None) -> None:
    """A hard bounce or a complaint suppresses the address; an unsubscription at the provider is one with us."""
    address = event.recipient or (delivery.subscriber.email if delivery else "")
    if not address:
        return
    if event.event_type == EventType.COMPLAINED:
        Suppression.objects.suppress(address, Suppression.Reason.COMPLAINT, _words(event))
    elif event.event_type == EventType.UNSUBSCRIBED:
        for subscriber in Subscriber.objects.filter(email__iexact=address):
            unsubscribe(subscriber)
    elif is_hard_bounce(event):
        Suppression.objects.suppress(address, Suppression.Reason.HARD_BOUNCE, _words(event))


def is_hard_bounce(event: AnymailTrackingEvent) -> bool:
    """Whether the address itself does not work, as opposed to its mailbox being full or our mail being refused."""
    gone = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    ended = event.event_type in (EventType.BOUNCED, EventType.REJECTED)
    return ended and gone and not NOT_THE_ADDRESS.search(_words(event))
