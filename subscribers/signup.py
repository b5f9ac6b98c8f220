"""Double opt-in: somebody asks, the owner of the address confirms, and both are on record."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subscribers import preferences, throttle
from subscribers.client_info import ClientInfo
from subscribers.models import Consent, MailRequest, Subscriber
from subscribers.preferences import Preferences

KIND, Status = MailRequest.Kind, Subscriber.Status


def wording() -> str:
    """What a reader agrees to, as it stands beside the button; stored with every consent."""
    return _(
        "I ask {newsletter} to write to this address, once a day at most, until I unsubscribe. "
        "We first send one mail to confirm; nothing starts before you press its button. "
        "Unsubscribing takes one click, and you can erase everything at any time."
    ).format(newsletter=settings.NEWSLETTER_NAME)


@transaction.atomic
def ask(email: str, asked: Preferences, client: ClientInfo, wanted: Sequence[str] = ()) -> None:
    """Note a sign-up for the worker: the same work for every address, and no trace where the cap is reached.

    `wanted` are names of repositories that the same visitor asked for.
    """
    sign_up: dict[str, Any] = {"asked": asdict(asked), "proof": _proof(client)}
    sign_up |= {"requested_at": timezone.now().isoformat(), "wanted": list(wanted)}
    throttle.request_mail(KIND.CONFIRM, email, client.network, email=email, sign_up=sign_up)


@transaction.atomic
def invite(email: str, asked: Preferences, source: str) -> bool:
    """An operator brings this address without a proof: its owner is asked to confirm, within the caps of any request.

    Whether the mail was ordered; not where this inbox was asked lately.
    """
    with translation.override(asked.language):
        proof = _proof(ClientInfo()) | {"source": source}
    sign_up = {"asked": asdict(asked), "proof": proof, "requested_at": timezone.now().isoformat()}
    return throttle.request_mail(KIND.CONFIRM, email, network="", email=email, sign_up=sign_up)


@transaction.atomic
def ask_again(email: str, client: ClientInfo) -> None:
    """Somebody lost a link: a fresh one goes to the address if we know it. The same work for every address."""
    throttle.request_mail(KIND.MANAGE, email, client.network, email=email)


@transaction.atomic
def mail_link(subscriber: Subscriber) -> bool:
    """The operator has a fresh link mailed, within the caps of any other request. Whether it was ordered."""
    return throttle.request_mail(KIND.MANAGE, subscriber.email, network="", subscriber=subscriber)


@transaction.atomic
def come_back(subscriber: Subscriber, client: ClientInfo) -> None:
    """A reader who left asks, by their own link, to be subscribed again: that too is confirmed by mail."""
    if subscriber.status != Status.UNSUBSCRIBED or subscriber.suppressed:
        return
    if request := throttle.allow(KIND.CONFIRM, subscriber.email, client.network, subscriber=subscriber):
        Consent.objects.create(subscriber=subscriber, requested_at=timezone.now(), **_proof(client))
        Subscriber.objects.filter(pk=subscriber.pk, status=Status.UNSUBSCRIBED).update(status=Status.PENDING)
        throttle.enqueue(request)


@transaction.atomic
def confirm(consent: Consent, client: ClientInfo) -> bool:
    """The owner of the address says yes, and what was asked for becomes theirs. False where it is too late for that."""
    readers = Subscriber.objects.select_for_update(of=("self",)).select_related("selection")
    consent.subscriber = subscriber = readers.get(pk=consent.subscriber_id)
    consent.refresh_from_db(fields=["confirmed_at", "asked"])
    if not consent.is_waiting:
        return False
    asked, now = preferences.of_consent(consent), timezone.now()
    Consent.objects.filter(pk=consent.pk).update(confirmed_at=now, confirm_ip=client.ip, asked=None)
    subscriber.status, subscriber.confirmed_at, subscriber.unsubscribed_at = Status.ACTIVE, now, None
    subscriber.save(update_fields=["status", "confirmed_at", "unsubscribed_at"])
    preferences.save(subscriber, asked)
    return True


def _proof(client: ClientInfo) -> dict[str, str | None]:
    """From where, and to which wording: fields of a Consent."""
    return {
        "request_ip": client.ip,
        "user_agent": client.user_agent,
        "wording": wording(),
        "language": get_language(),
    }
