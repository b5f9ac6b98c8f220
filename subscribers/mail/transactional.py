"""The mails that somebody asked for: confirm, manage, new and old address, tracked. Each carries one link, no news."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import pgettext

from digest.defang import defang, defang_code
from subscribers import preferences, repository_requests, signed_links
from subscribers.addresses import is_addr_spec
from subscribers.mail.compose import compose_mail
from subscribers.mail.safety import may_leave
from subscribers.models import Consent, MailRequest, Subscriber, Suppression
from subscribers.models.suppression import address_hash
from subscribers.preferences import Preferences

KIND, Status = MailRequest.Kind, Subscriber.Status


def compose(request: MailRequest) -> EmailMultiAlternatives | None:
    """The message for this request, or None where there is nothing to send any more.

    It goes to the address that was counted and to no other, whatever the row says by now.
    """
    subscriber = request.subscriber
    kind = _kind(request.kind, subscriber) if subscriber else None
    if subscriber is None or kind is None:
        return None
    to = subscriber.new_email if kind == KIND.NEW_ADDRESS else subscriber.email
    if address_hash(to) != request.address_hash or not _may_reach(to):
        return None
    chosen = _preferences(kind, subscriber)
    with translation.override(chosen.language):
        context = _context(kind, subscriber) | chosen.describe()
        if kind == KIND.TRACKED:
            names = map(defang_code, repository_requests.names_told(subscriber, request.created_at))
            listed = pgettext("between the items of a list", ", ").join(names)
            context |= {"names": listed, "has_all": not chosen.repositories}
    return compose_mail(kind, context, chosen.language, to)


def _kind(asked: str, subscriber: Subscriber) -> str | None:
    """Which mail answers the request now: a reader gets the link to their choices, who is none yet one to confirm."""
    if asked == KIND.NEW_ADDRESS:
        return asked if subscriber.new_email and not _is_taken(subscriber) else None
    if asked == KIND.OLD_ADDRESS:
        return asked if subscriber.new_email else None
    if asked == KIND.TRACKED:
        return asked if subscriber.status == Status.ACTIVE else None
    has_left = subscriber.status == Status.UNSUBSCRIBED and asked == KIND.MANAGE
    if subscriber.status == Status.ACTIVE or has_left:
        return KIND.MANAGE
    return KIND.CONFIRM if Consent.objects.newest_waiting(subscriber) else None


def _is_taken(subscriber: Subscriber) -> bool:
    return Subscriber.objects.owners(subscriber.new_email).exclude(pk=subscriber.pk).exists()


def _may_reach(address: str) -> bool:
    return is_addr_spec(address) and may_leave(address) and not Suppression.objects.covers(address)


def _preferences(kind: str, subscriber: Subscriber) -> Preferences:
    """What the mail speaks of: what was asked for, or what the reader has."""
    consent = Consent.objects.newest_waiting(subscriber) if kind == KIND.CONFIRM else None
    return preferences.of_consent(consent) if consent else preferences.of_subscriber(subscriber)


def _context(kind: str, subscriber: Subscriber) -> dict[str, Any]:
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "site_url": settings.SITE_URL,
        "subscriber": subscriber,
        # In the mail to the old one it may be a stranger's: no link to write to them.
        "new_address": defang(subscriber.new_email),
        "url": _url(kind, subscriber),
    }


def _url(kind: str, subscriber: Subscriber) -> str:
    if kind == KIND.CONFIRM:
        return signed_links.confirm_url(subscriber)
    if kind == KIND.NEW_ADDRESS:
        return signed_links.new_address_url(subscriber)
    return signed_links.preferences_url(subscriber)
