"""The mails that somebody asked for: confirm, manage, new address, old address. Each carries one link and no news."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from subscribers import preferences, signed_links
from subscribers.addresses import is_addr_spec
from subscribers.mail.compose import compose_mail
from subscribers.mail.safety import is_local_backend, is_reserved_address
from subscribers.models import MailRequest, Subscriber, Suppression
from subscribers.models.suppression import address_hash

KIND = MailRequest.Kind


def compose(request: MailRequest) -> EmailMultiAlternatives | None:
    """The message for this request, or None where there is nothing to send any more.

    It goes to the address that was counted and to no other, whatever the row says by now.
    """
    subscriber = request.subscriber
    if subscriber is None or not _is_wanted(request.kind, subscriber):
        return None
    to = subscriber.new_email if request.kind == KIND.NEW_ADDRESS else subscriber.email
    if address_hash(to) != request.address_hash or not _may_reach(to):
        return None
    with translation.override(subscriber.language):
        context = _context(request.kind, subscriber)
    return compose_mail(request.kind, context, subscriber.language, to)


def _may_reach(address: str) -> bool:
    if not is_addr_spec(address) or (is_reserved_address(address) and not is_local_backend()):
        return False
    return not Suppression.objects.covers(address)


def _is_wanted(kind: str, subscriber: Subscriber) -> bool:
    if kind == KIND.CONFIRM:
        return subscriber.status == Subscriber.Status.PENDING and subscriber.consents.exists()
    return kind == KIND.MANAGE or bool(subscriber.new_email)


def _context(kind: str, subscriber: Subscriber) -> dict[str, Any]:
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "site_url": settings.SITE_URL,
        "subscriber": subscriber,
        "url": _url(kind, subscriber),
        **preferences.describe(subscriber),
    }


def _url(kind: str, subscriber: Subscriber) -> str:
    if kind == KIND.CONFIRM:
        return signed_links.confirm_url(subscriber)
    if kind == KIND.NEW_ADDRESS:
        return signed_links.new_address_url(subscriber)
    return signed_links.preferences_url(subscriber)
