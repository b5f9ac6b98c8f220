"""To unsubscribe, and for a day to take it back."""

from datetime import timedelta

from django.utils import timezone

from subscribers.models import Subscriber

RESUBSCRIBE_WITHIN = timedelta(days=1)


def unsubscribe(subscriber: Subscriber) -> None:
    """No more mail, from now on. The choices stay. Doing it twice changes nothing."""
    rows = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Subscriber.Status.UNSUBSCRIBED)
    rows.update(status=Subscriber.Status.UNSUBSCRIBED, unsubscribed_at=timezone.now())
    subscriber.refresh_from_db()


def can_resubscribe(subscriber: Subscriber) -> bool:
    """For a day: later the link may be in other hands, and the address is proved anew."""
    left = subscriber.unsubscribed_at
    return bool(left and subscriber.confirmed_at and timezone.now() - left < RESUBSCRIBE_WITHIN)


def resubscribe(subscriber: Subscriber) -> None:
    """Take an unsubscription back. Does nothing where it is too late for that."""
    if can_resubscribe(subscriber):
        rows = Subscriber.objects.filter(pk=subscriber.pk, status=Subscriber.Status.UNSUBSCRIBED)
        rows.update(status=Subscriber.Status.ACTIVE, unsubscribed_at=None)
        subscriber.refresh_from_db()
