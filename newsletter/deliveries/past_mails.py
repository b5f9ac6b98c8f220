"""The mails that went to a reader, to be opened again as pages."""

import datetime as dt
from typing import NamedTuple

from newsletter.editions.links import edition_url
from newsletter.models import Delivery
from subscribers.models import Subscriber

LISTED = 14


class PastMail(NamedTuple):
    """The newest day that a mail told, and where it stands as a page."""

    day: dt.date
    url: str


def past_mails(subscriber: Subscriber) -> list[PastMail]:
    """The last that were sent, the newest first."""
    gone = Delivery.objects.filter(subscriber=subscriber).exclude(sent_at=None)
    newest = gone.select_related("digest", "subscriber").order_by("-sent_at")[:LISTED]
    return [PastMail(mail.digest.date, edition_url(mail)) for mail in newest]
