"""The ways out: unsubscribe and undo it, erase, and what is forgotten by itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from subscribers.models import Consent, MailRequest, Subscriber, Suppression

UNDO = timedelta(days=1)
UNCONFIRMED = timedelta(days=7)
COUNTED = timedelta(days=31)  # the longest span that a cap looks back


def unsubscribe(subscriber):
    """No more mail, from now on. The choices stay. Doing it twice changes nothing."""
    rows = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Subscriber.Status.UNSUBSCRIBED)
    rows.update(status=Subscriber.Status.UNSUBSCRIBED, unsubscribed_at=timezone.now())
    subscriber.refresh_from_db()


def can_undo(subscriber):
    """For a day: later the link may be in other hands, and the address is proved anew."""
    left = subscriber.unsubscribed_at
    return bool(left and subscriber.confirmed_at and timezone.now() - left < UNDO)


def undo(subscriber):
    """Take an unsubscription back. Does nothing where it is too late for that."""
    if can_undo(subscriber):
        rows = Subscriber.objects.filter(pk=subscriber.pk, status=Subscriber.Status.UNSUBSCRIBED)
        rows.update(status=Subscriber.Status.ACTIVE, unsubscribed_at=None)
        subscriber.refresh_from_db()


@transaction.atomic
def erase(subscriber):
    """Remove the reader and everything that belongs to them; only keyed hashes of the address stay."""
    # Held first: a mail that is made for them just now would keep them from being removed.
    Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    subscriber.delete()


def erase_for_ever(subscriber):
    """Erase, and keep a hash of the address so that nobody can have it mailed again."""
    with transaction.atomic():
        Suppression.objects.suppress(subscriber.email, Suppression.Reason.MANUAL, note="asked for when erased")
        erase(subscriber)


@transaction.atomic
def purge(now):
    """Drop what nobody confirmed within a week: a newcomer entirely, a former reader goes back to unsubscribed."""
    old = now - UNCONFIRMED
    Consent.objects.filter(confirmed_at=None, requested_at__lt=old).delete()
    waiting = Consent.objects.filter(confirmed_at=None).values("subscriber")
    lapsed = Subscriber.objects.filter(status=Subscriber.Status.PENDING, created_at__lt=old).exclude(pk__in=waiting)
    lapsed.filter(confirmed_at__isnull=False).update(status=Subscriber.Status.UNSUBSCRIBED)
    lapsed.filter(confirmed_at=None).delete()
    asked = MailRequest.objects.filter(kind=MailRequest.Kind.NEW_ADDRESS, created_at__gte=old, subscriber__isnull=False)
    Subscriber.objects.exclude(new_email="").exclude(pk__in=asked.values("subscriber")).update(new_email="")
    MailRequest.objects.filter(created_at__lt=now - COUNTED).delete()
