"""What a reader chose, as one value between the form and the rows; and to pause and to resume."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from digest import languages
from digest.defang import defang_code
from digest.models import Repository
from subscribers import time_zones
from subscribers.models import Consent, Selection, Subscriber
from subscribers.models.frequency import Frequency
from subscribers.models.selection import Kind, Threshold
from subscribers.models.subscriber import clock_time
from subscribers.mutes import from_rows

NAMED = 3  # repositories that a sentence about choices calls by name
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
    frequency: str = Frequency.DAILY
    threshold: str = Threshold.EVERYTHING.value
    muted: tuple[Any, ...] = ()  # rows, as a Selection stores them

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Preferences":
        """As `dataclasses.asdict` gave it, with lists where JSON knows no tuples."""
        lists: dict[str, Any] = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
        return cls(**fields | lists)

    def selection(self) -> Selection:
        """The stored row for this choice."""
        return Selection.objects.of(
            self.language, self.repositories, self.topics, self.kinds, self.threshold, from_rows(self.muted)
        )

    def unsaved_selection(self) -> Selection:
        """The same as a value that no row has, for whoever only looks."""
        return Selection(
            language=self.language,
            repositories=list(self.repositories),
            topics=list(self.topics),
            kinds=list(self.kinds),
            threshold=self.threshold,
            muted=list(self.muted),
        )

    def describe(self) -> dict[str, str]:
        """The pieces of a sentence about these choices: repositories, stories, language, frequency, hour, place."""
        return {
            "repositories": _repositories(self.repositories),
            "topics": self._stories(),
            "language": _(languages.get(self.language).short_name),
            "frequency": str(Frequency(self.frequency).label),
            "hour": clock_time(self.minute),
            "place": time_zones.place(self.time_zone),
        }

    def _stories(self):
        """The topics, and the threshold where there is one."""
        topics = _topics(len(self.topics))
        if self.threshold == Threshold.EVERYTHING:
            return topics
        return pgettext("between the parts of a sentence", ", ").join([topics, threshold_words(self.threshold)])


def threshold_words(threshold: str) -> str:
    """The threshold as a piece of a sentence."""
    return {
        Threshold.EVERYTHING: _("every story"),
        Threshold.NOTABLE: _("notable stories"),
        Threshold.KEY: _("only key stories"),
        Threshold.BREAKING: _("only releases and what can break you"),
    }[Threshold(threshold)]


def defaults_for(language: str) -> Preferences:
    """What the sign-up form proposes to somebody who reads the page in this language."""
    language = language if language in settings.DIGEST_LANGUAGES else settings.DIGEST_LANGUAGES[0]
    return Preferences(language, kinds=DEFAULT_KINDS, time_zone=languages.get(language).time_zone)


def of_subscriber(subscriber: Subscriber) -> Preferences:
    """What this reader has chosen."""
    chosen = subscriber.selection
    lists = (tuple(chosen.repositories), tuple(chosen.topics), tuple(chosen.kinds))
    when = (subscriber.time_zone, subscriber.minute, subscriber.frequency)
    return Preferences(chosen.language, *lists, *when, chosen.threshold, tuple(chosen.muted))


def of_consent(consent: Consent) -> Preferences:
    """What this request asks for; where it says nothing, what its reader had."""
    return Preferences.from_json(consent.asked) if consent.asked else of_subscriber(consent.subscriber)


def save(subscriber: Subscriber, preferences: Preferences) -> None:
    """Make these the reader's choices; they count for the next mail, also where it is queued already."""
    subscriber.time_zone, subscriber.minute = preferences.time_zone, preferences.minute
    subscriber.frequency = preferences.frequency
    lists = (preferences.repositories, preferences.topics, preferences.kinds)
    subscriber.choose(preferences.language, *lists, preferences.threshold, from_rows(preferences.muted))


def describe(subscriber: Subscriber) -> dict[str, str]:
    """The pieces of a sentence about what this reader has chosen."""
    return of_subscriber(subscriber).describe()


def pause(subscriber: Subscriber, until: dt.date, catch_up: bool = False) -> None:
    """No mail before this date (the reader's own calendar); then, if they want to catch up, one of what was missed."""
    subscriber.paused_until, subscriber.catch_up = until, catch_up
    subscriber.choose()


def only_working_days(subscriber: Subscriber) -> None:
    """Saturday and Sunday are told on Monday."""
    subscriber.frequency = Frequency.WORKDAYS
    subscriber.choose()


def only_key_stories(subscriber: Subscriber) -> None:
    """Nothing but what matters most."""
    subscriber.choose(threshold=Threshold.KEY)


def resume(subscriber: Subscriber) -> None:
    """Mail again from the next digest on; what was kept to catch up comes at once, or at the next hour for mail."""
    subscriber.paused_until, subscriber.catch_up = None, False
    subscriber.choose()


def _repositories(ids: tuple[int, ...]) -> str:
    """By name as far as that is short: "flashinfer, vllm and 3 more". No name is a link to a mail program."""
    names = [defang_code(row.name) for row in Repository.objects.filter(pk__in=ids)[:NAMED]] if ids else []
    more = len(ids) - len(names)
    if not ids:
        return _("all repositories")
    if not names:
        return ngettext("%(count)d repository", "%(count)d repositories", more) % {"count": more}
    listed = pgettext("between the items of a list", ", ").join(names)
    if not more:
        return listed
    numbers = {"names": listed, "count": more}
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % numbers


def _topics(count: int) -> str:
    if not count:
        return _("all topics")
    return ngettext("%(count)d topic", "%(count)d topics", count) % {"count": count}
