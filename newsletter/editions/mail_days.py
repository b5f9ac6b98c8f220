"""On which of the last four weeks' days a choice would have brought a mail, without reading those days whole."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from threading import Lock

from cachetools import TTLCache, cached
from django.db.models import Q, QuerySet

from digest.kinds import INTERFACE, choice_of
from digest.models import Activity, Digest, Statement
from newsletter.editions.section_selection import Choice, is_chosen
from subscribers.models import Selection
from subscribers.mutes import muted_on

DAYS, WEEK = 28, 7
CACHE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """Of a story that a mail may tell, what decides who is told of it."""

    repository_id: int
    kinds: frozenset[str]
    topics: tuple[str, ...]
    importance: int = 3
    can_break: bool = False

    @property
    def is_key(self) -> bool:
        return self.importance == 5


@dataclass(frozen=True, slots=True)
class MailDays:
    """`bringing` are the dates with something for this choice, newest first, of so many days looked at."""

    bringing: tuple[dt.date, ...]
    days: int

    @property
    def mails_a_week(self) -> int | None:
        """In a usual week, rounded; None where less than a week was published so far."""
        return round(len(self.bringing) / self.days * WEEK) if self.days >= WEEK else None


def mail_days(selection: Selection) -> MailDays:
    """For this Selection, saved or not. Asks the database once, and six times more every five minutes."""
    published = Digest.objects.published().order_by("-date").values_list("pk", "date")[:DAYS]
    days = list(published)
    facts = _facts(tuple(pk for pk, _date in days))
    return MailDays(tuple(date for pk, date in days if _brings(facts.get(pk, []), selection, date)), len(days))


def _brings(stories: list[StoryFacts], selection: Selection, date: dt.date) -> bool:
    chosen, muted = set(selection.repositories), muted_on(selection.muted, date)
    choice = Choice(tuple(selection.topics), tuple(selection.kinds), selection.threshold, muted.topics)
    heard = (story for story in stories if story.repository_id not in muted.repositories)
    return any((not chosen or story.repository_id in chosen) and is_chosen(story, choice) for story in heard)


@cached(TTLCache(4, CACHE_SECONDS), lock=Lock())
def _facts(digests: tuple[int, ...]) -> dict[int, list[StoryFacts]]:
    """By digest, each story that is told by itself."""
    told = Statement.objects.told_by_itself().filter(digest__in=digests)
    kinds, topics, breaking, facts = _kinds(told), _topics(told), _breaking(told), defaultdict(list)
    for pk, digest, repository, importance in told.order_by().values_list("pk", "digest", "repository", "importance"):
        if pk in kinds:
            can_break = pk in breaking or "releases" in kinds[pk]
            own = (frozenset(kinds[pk]), tuple(topics.get(pk, ())), importance, can_break)
            facts[digest].append(StoryFacts(repository, *own))
    return dict(facts)


def _kinds(told: QuerySet[Statement]) -> dict[int, set[str]]:
    """What readers must have chosen to be told of each statement, by its id."""
    kinds: dict[int, set[str]] = defaultdict(set)
    evidence = told.order_by().exclude(evidence=None)
    for pk, kind, action in evidence.values_list("pk", "evidence__kind", "evidence__action").distinct():
        kinds[pk].add(choice_of(kind, action))
    for pk in evidence.exclude(evidence__interface_changes=None).values_list("pk", flat=True).distinct():
        kinds[pk].add(INTERFACE)
    return kinds


def _topics(told: QuerySet[Statement]) -> dict[int, list[str]]:
    topics: dict[int, list[str]] = defaultdict(list)
    for pk, slug in told.order_by().exclude(topics=None).values_list("pk", "topics__slug"):
        topics[pk].append(slug)
    return topics


def _breaking(told: QuerySet[Statement]) -> set[int]:
    """Those with an advisory, or with a change that can break callers."""
    breaking = Q(evidence__kind=Activity.Kind.ADVISORY) | Q(evidence__interface_changes__is_breaking=True)
    return set(told.order_by().filter(breaking).values_list("pk", flat=True))


def clear_cache() -> None:
    """Tests begin with an empty cache."""
    _facts.cache_clear()
