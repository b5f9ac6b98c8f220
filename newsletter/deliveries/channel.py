"""Mails or the private feed: what changes for the mails that wait when a reader goes over to the other."""

from django.db import transaction

from newsletter.models import Delivery
from subscribers.models import Subscriber


@transaction.atomic
def read_by(subscriber: Subscriber, channel: str) -> None:
    """From now on mails, or the feed alone. Mails that wait are skipped; one that is on its way still comes."""
    subscriber.channel = channel
    Subscriber.objects.filter(pk=subscriber.pk).update(channel=channel)
    if channel == Subscriber.Channel.FEED:
        waiting = Delivery.objects.open().filter(subscriber=subscriber)
        waiting.update(status=Delivery.Status.SKIPPED, skip_reason=Delivery.SkipReason.FEED)
