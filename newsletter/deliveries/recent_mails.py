"""The last mails of a reader that went out, to be opened in the browser."""

import datetime as dt

from newsletter.editions.links import edition_url
from newsletter.models import Delivery
from subscribers.models import Subscriber

NUMBER = 14


def recent_mails(subscriber: Subscriber) -> list[tuple[dt.date, str]]:
    """(date of the digest, address of the mail's page), newest first."""
    sent = Delivery.objects.filter(subscriber=subscriber, sent_at__isnull=False).select_related("digest", "subscriber")
    return [(delivery.digest.date, edition_url(delivery)) for delivery in sent.order_by("-sent_at", "-pk")[:NUMBER]]
