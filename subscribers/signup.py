"""Double opt-in: somebody asks, the owner of the address confirms, and both are on record."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subscribers import preferences, throttle
from subscribers.client_info import ClientInfo
from subscribers.models import Consent, MailRequest, Subscriber, Suppression
from subscribers.preferences import Preferences

KIND = MailRequest.Kind


def wording() -> str:
    """What a reader agrees to, as it stands beside the button; stored with every consent."""
    return _(
        "I ask {newsletter} to write to this address, once a day at most, until I unsubscribe. "
        "We first send one mail to confirm; nothing starts before you press its button. "
        "Unsubscribing takes one click, and you can erase everything at any time."
    ).format(newsletter=settings.NEWSLETTER_NAME)


@transaction.atomic
def ask(email: str, chosen: Preferences, client: ClientInfo) -> None:
    """Take a sign-up: a newcomer gets a mail to confirm, a reader the link to their choices, a suppressed one nothing.

    Who asks learns nothing of which it was; an active reader's choices are never changed by a stranger.
    """
    if Suppression.objects.covers(email):
        throttle.allow(KIND.CONFIRM, email, client.network)
        return
    subscriber, is_new = _subscriber(email, chosen)
    kind = KIND.MANAGE if subscriber.status == Subscriber.Status.ACTIVE else KIND.CONFIRM
    request = throttle.allow(kind, email, client.network)
    if request is None and is_new:
        subscriber.delete()
    elif kind == KIND.CONFIRM:
        preferences.save(subscriber, chosen)
    if request:
        _answer(request, subscriber, client)


@transaction.atomic
def ask_again(email: str, client: ClientInfo) -> None:
    """Somebody lost a link: a fresh one goes to the address if we know it. The same silence for everyone."""
    subscriber = Subscriber.objects.select_for_update().filter(email__iexact=email, suppressed=False).first()
    is_pending = subscriber and subscriber.status == Subscriber.Status.PENDING
    request = throttle.allow(KIND.CONFIRM if is_pending else KIND.MANAGE, email, client.network)
    if request and subscriber:
        _answer(request, subscriber, client)


@transaction.atomic
def mail_link(subscriber: Subscriber) -> bool:
    """The operator has a fresh link mailed, within the caps of any other request. Whether it was ordered."""
    held = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    request = throttle.allow(KIND.MANAGE, held.email, network="")
    if request:
        throttle.enqueue(request, held)
    return bool(request)


@transaction.atomic
def come_back(subscriber: Subscriber, client: ClientInfo) -> None:
    """A reader who left asks, by their own link, to be subscribed again: that too is confirmed by mail."""
    request = throttle.allow(KIND.CONFIRM, subscriber.email, client.network)
    if request and subscriber.status == Subscriber.Status.UNSUBSCRIBED and not subscriber.suppressed:
        _answer(request, subscriber, client)


@transaction.atomic
def confirm(consent: Consent, client: ClientInfo) -> None:
    """The owner of the address says yes. Doing it twice changes nothing."""
    now = timezone.now()
    waiting = Consent.objects.filter(pk=consent.pk, confirmed_at=None)
    if waiting.update(confirmed_at=now, confirm_ip=client.ip):
        pending = Subscriber.objects.filter(pk=consent.subscriber_id, status=Subscriber.Status.PENDING)
        pending.update(status=Subscriber.Status.ACTIVE, confirmed_at=now, unsubscribed_at=None)


def _subscriber(email, chosen):
    """The row of this address, made if need be and held until the transaction ends."""
    fields = {
        "email": email,
        "selection": chosen.selection(),
        "time_zone": chosen.time_zone,
        "minute": chosen.minute,
    }
    found, is_new = Subscriber.objects.get_or_create(email__iexact=email, defaults=fields)
    return Subscriber.objects.select_for_update().select_related("selection").get(pk=found.pk), is_new


def _answer(request, subscriber, client):
    if request.kind == KIND.CONFIRM:
        _record(subscriber, client)
    throttle.enqueue(request, subscriber)


def _record(subscriber, client):
    Consent.objects.create(
        subscriber=subscriber,
        requested_at=timezone.now(),
        request_ip=client.ip,
        user_agent=client.user_agent,
        wording=wording(),
        language=get_language(),
    )
    subscriber.status = Subscriber.Status.PENDING
    subscriber.save(update_fields=["status"])
