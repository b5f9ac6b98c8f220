"""Moving to another address, by double confirmation: the new one says yes, the old one is told and may object."""

from django.db import IntegrityError, transaction
from django.db.models import F

from subscribers import throttle
from subscribers.addresses import is_addr_spec
from subscribers.client_info import ClientInfo
from subscribers.models import MailRequest, Subscriber, Suppression

KIND = MailRequest.Kind


@transaction.atomic
def ask_new_address(subscriber: Subscriber, email: str, client: ClientInfo) -> None:
    """The new address gets a mail to confirm, the old one is told. Nothing moves yet.

    Whether it is taken or suppressed the worker looks up, and then no mail goes there: who asks learns nothing.
    """
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if email.lower() == subscriber.email.lower():
        return
    request = throttle.allow(KIND.NEW_ADDRESS, email, client.network, subscriber=subscriber)
    if request is None:
        return
    subscriber.new_email = email
    subscriber.save(update_fields=["new_email"])
    throttle.enqueue(request)
    throttle.request_mail(KIND.OLD_ADDRESS, subscriber.email, client.network, subscriber=subscriber)


@transaction.atomic
def keep_address(subscriber: Subscriber) -> None:
    """Call the change off, and revoke every link to the choices: somebody else may hold one."""
    subscriber.new_email = ""
    subscriber.link_version = F("link_version") + 1
    subscriber.save(update_fields=["new_email", "link_version"])
    subscriber.refresh_from_db()


def confirm_new_address(subscriber: Subscriber) -> bool:
    """Move to the address that is to come, and revoke the links that the old one holds. False where it is taken."""
    if not is_addr_spec(subscriber.new_email) or _is_taken(subscriber.new_email, subscriber):
        return False
    try:
        _move(subscriber)
        is_moved = True
    except IntegrityError:  # another reader took it just now
        is_moved = False
    subscriber.refresh_from_db()
    return is_moved


@transaction.atomic
def _move(subscriber: Subscriber) -> None:
    email = subscriber.new_email
    Subscriber.objects.with_address(email).filter(confirmed_at=None).exclude(pk=subscriber.pk).delete()
    subscriber.email, subscriber.new_email = email, ""
    subscriber.suppressed = Suppression.objects.covers(email)
    subscriber.link_version = F("link_version") + 1
    subscriber.save(update_fields=["email", "new_email", "suppressed", "link_version"])


def _is_taken(email: str, subscriber: Subscriber) -> bool:
    """Whether another reader has this address."""
    return Subscriber.objects.owners(email).exclude(pk=subscriber.pk).exists()
