"""What a topic's rules would have matched lately, before they are saved: bounded in rows and in time."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from digest.models import Activity, Digest, TopicRule
from digest.stories.topic_rules import which_match

DAYS = 14
MAX_ACTIVITIES = 5_000  # looked at, the newest days first
MAX_SECONDS = 5  # for all of it: a page waits
READ_AT_ONCE = 200
SHOWN = 15  # titles of each rule


@dataclass(slots=True)
class RuleMatches:
    """What one rule alone recognises: how many activities, and the first of them."""

    rule: TopicRule
    count: int = 0
    shown: list[Activity] = field(default_factory=list)

    def add(self, activity: Activity) -> None:
        """Count it, and keep it where there is room."""
        self.count += 1
        if self.count <= SHOWN:
            self.shown.append(activity)


@dataclass(slots=True)
class TopicPreview:
    """Of the newest days that have a digest; `count` is what any of the rules recognises, `by_day` the same by date.

    `is_cut` where the days have more activities than were looked at.
    """

    days: int
    rules: list[RuleMatches]
    looked_at: int = 0
    count: int = 0
    by_day: dict[dt.date, int] = field(default_factory=dict)
    is_cut: bool = False

    def add(self, activity: Activity, matched: Sequence[TopicRule], date: dt.date) -> None:
        """Count an activity, and for whom."""
        self.looked_at += 1
        for matches in self.rules:
            if matches.rule in matched:
                matches.add(activity)
        if matched:
            self.count += 1
            self.by_day[date] += 1


def preview(rules: Sequence[TopicRule]) -> TopicPreview:
    """What these rules match, saved or not."""
    dates = dict(Digest.objects.order_by("-date").values_list("pk", "date")[:DAYS])
    found = TopicPreview(len(dates), [RuleMatches(rule) for rule in rules], by_day=dict.fromkeys(dates.values(), 0))
    until = monotonic() + MAX_SECONDS
    for activity in _activities(list(dates)):
        if found.looked_at >= MAX_ACTIVITIES or monotonic() > until:
            found.is_cut = True
            break
        matched = which_match(rules, activity)
        found.add(activity, matched, dates[activity.digest_id or 0])
    return found


def _activities(digests: list[int]) -> Iterator[Activity]:
    """Those that these digests tell, the newest day first."""
    told = Activity.objects.filter(digest__in=digests).order_by("-digest__date", "pk")
    return told.select_related("repository").prefetch_related("interface_changes").iterator(READ_AT_ONCE)
