"""Recipient: all that a mail says of its one reader, gathered once and handed down to every way of composing."""

from typing import Any, NamedTuple

from newsletter.editions.links import edition_url
from subscribers import preferences
from subscribers.signed_links import mute_url, preferences_url, unsubscribe_url


class Recipient(NamedTuple):
    """`links` are addresses by the names under which templates ask for them."""

    email: str
    time_zone: str
    links: dict[str, str]
    choices_key: tuple  # what the words about the choices rest on
    subscriber: Any  # a Subscriber, or a ClaimedSubscriber

    @classmethod
    def of(cls, subscriber: Any, web_url: str) -> "Recipient":
        """`web_url`: where this reader's edition stands on a page."""
        links = {
            "web_url": web_url,
            "preferences_url": preferences_url(subscriber),
            "mute_url": mute_url(subscriber),
            "unsubscribe_url": unsubscribe_url(subscriber),
        }
        chosen, zone = subscriber.selection, subscriber.time_zone
        when = (subscriber.frequency, subscriber.minute, zone)
        counts = (len(chosen.repositories), len(chosen.topics), chosen.threshold, chosen.language, *when)
        return cls(subscriber.email, zone, links, counts, subscriber)

    @classmethod
    def of_delivery(cls, delivery: Any) -> "Recipient":
        """The reader to whom this delivery, claimed or not, goes."""
        return cls.of(delivery.subscriber, edition_url(delivery))

    def choices(self) -> dict[str, str]:
        """The pieces of a sentence about what they chose (subscribers.preferences), in the active language."""
        return preferences.describe(self.subscriber)
