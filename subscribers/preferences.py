"""What a reader chose, as one value between the form and the rows; and to pause and to resume."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digest import languages
from subscribers import time_zones
from subscribers.models import Selection, Subscriber
from subscribers.models.selection import Kind

DEFAULT_MINUTE = 8 * 60 + 30
# What most people mean by "what happened"; a pull request that was only opened is often noise.
DEFAULT_KINDS = (Kind.MERGED, Kind.ISSUES, Kind.RELEASES)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Ids of repositories, slugs of topics, kinds: an empty one means all, later ones too. `minute` is local."""

    language: str
    repositories: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    time_zone: str = "UTC"
    minute: int = DEFAULT_MINUTE

    def selection(self) -> Selection:
        """The stored row for this choice."""
        return Selection.objects.of(self.language, self.repositories, self.topics, self.kinds)


def defaults_for(language: str) -> Preferences:
    """What the sign-up form proposes to somebody who reads the page in this language."""
    language = language if language in settings.DIGEST_LANGUAGES else settings.DIGEST_LANGUAGES[0]
    return Preferences(language, kinds=DEFAULT_KINDS, time_zone=languages.get(language).time_zone)


def of_subscriber(subscriber: Subscriber) -> Preferences:
    """What this reader has chosen."""
    chosen = subscriber.selection
    lists = (tuple(chosen.repositories), tuple(chosen.topics), tuple(chosen.kinds))
    return Preferences(chosen.language, *lists, subscriber.time_zone, subscriber.minute)


def save(subscriber: Subscriber, preferences: Preferences) -> None:
    """Make these the reader's choices; they count from the next digest."""
    subscriber.time_zone, subscriber.minute = preferences.time_zone, preferences.minute
    subscriber.choose(preferences.language, preferences.repositories, preferences.topics, preferences.kinds)


def describe(subscriber: Subscriber) -> dict[str, str]:
    """The pieces of a sentence about the reader's choices: repositories, topics, language, hour, place."""
    chosen = subscriber.selection
    return {
        "repositories": _repositories(len(chosen.repositories)),
        "topics": _topics(len(chosen.topics)),
        "language": _(languages.get(chosen.language).short_name),
        "hour": subscriber.hour,
        "place": time_zones.place(subscriber.time_zone),
    }


def pause(subscriber: Subscriber, until: dt.date) -> None:
    """No mail before this date (the reader's own calendar)."""
    subscriber.paused_until = until
    subscriber.save(update_fields=["paused_until"])


def resume(subscriber: Subscriber) -> None:
    """Mail again from the next digest on."""
    subscriber.paused_until = None
    subscriber.save(update_fields=["paused_until"])


def _repositories(count: int) -> str:
    if not count:
        return _("all repositories")
    return ngettext("%(count)d repository", "%(count)d repositories", count) % {"count": count}


def _topics(count: int) -> str:
    if not count:
        return _("all topics")
    return ngettext("%(count)d topic", "%(count)d topics", count) % {"count": count}
