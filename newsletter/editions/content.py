"""Everything that can be told of a digest (or of several days owed), in one language, ready for any selection."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache, cached
from django.db.models import Count, Prefetch, QuerySet

from digest.coverage_reasons import COUNTED_IN_FULL
from digest.models import (
    Activity,
    Coverage,
    Digest,
    InterfaceReading,
    Patch,
    Repository,
    Statement,
    StatementText,
    Topic,
)
from newsletter.editions.bounded_cache import BoundedCache
from newsletter.editions.merge_days import merge_days
from newsletter.editions.reading_time import reading_minutes
from newsletter.editions.references import qualified_reference
from newsletter.editions.stories import build_story, correction_notes, repository_of, summary_text
from newsletter.editions.types import CoverageCount, EditionStory, RepositoryInfo, Sentence
from newsletter.editions.week import Week, weeks

MAX_KEY_STORIES = 3  # a digest has at most so many stories of importance 5
COUNT_STATUSES = ["ok", "partial", "pending", "failed"]  # the last of them says it for several days
MAX_CACHED_CONTENTS = 16  # days and languages in one process
CACHE_SECONDS = 60
MAX_CACHED_SELECTIONS = 4096  # of one content: repositories under some choice of topics and kinds; a few MB


@dataclass(frozen=True)
class DigestContent:
    """A pure value: selecting from it asks the database nothing."""

    language: str
    date: dt.date
    covers_from: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    repositories: tuple[RepositoryInfo, ...]  # every repository that was part of it, by name
    counts: dict[int, dict[str, CoverageCount]]  # by repository id and Coverage.Kind
    activity_counts: dict[int, dict[str, int]]  # activities by repository id and "kind action"
    interface_gaps: dict[int, tuple[tuple[str, int], ...]]  # files not compared, by repository id: (reason, number)
    patch_gaps: dict[int, tuple[tuple[str, int], ...]]  # diffs not read, by repository id: (reason, number)
    stories: tuple[EditionStory, ...]  # of all repositories, ranked
    summary: tuple[Sentence, ...]
    takeaways: tuple[Sentence, ...]
    topic_names: dict[str, str]
    minutes: dict[int, float]  # reading time by story id
    weeks: dict[int, Week]  # how much there was on each of the last seven days, by repository id
    # What was selected from it before, by repository and choice: no part of the value. See section_selection.
    selection_cache: BoundedCache = field(
        default_factory=lambda: BoundedCache(MAX_CACHED_SELECTIONS), init=False, compare=False, repr=False
    )

    @cached_property
    def rank_by_id(self) -> dict[int, int]:
        """The place of a story in the ranking, by its id."""
        return {story.id: rank for rank, story in enumerate(self.stories)}

    @cached_property
    def repository_positions(self) -> dict[int, int]:
        """The place of a repository among `repositories`, by its id."""
        return {repository.id: position for position, repository in enumerate(self.repositories)}

    @cached_property
    def stories_by_repository(self) -> dict[int, list[EditionStory]]:
        """The stories of each repository, by its id, ranked."""
        stories = defaultdict(list)
        for story in self.stories:
            stories[story.repository_id].append(story)
        return dict(stories)

    def repository(self, pk: int) -> RepositoryInfo:
        return self.repositories[self.repository_positions[pk]]


class NamedStory(NamedTuple):
    """A story outside the section of its repository."""

    repository_name: str
    story: EditionStory


def load_content(digests: Iterable[Digest], language: str) -> DigestContent:
    """The content of these digests (at least one). Sixteen queries at most, for several days eighteen, whatever the
    size."""
    digests = sorted(digests, key=lambda digest: digest.date)
    coverages = list(Coverage.objects.filter(digest__in=digests).order_by("digest__date", "repository", "kind"))
    statements = list(_statements(language).filter(digest__in=digests))
    told = [
        statement for statement in statements if statement.role == Statement.Role.STORY and statement.evidence.all()
    ]
    ids = {coverage.repository_id for coverage in coverages} | {repository_of(statement).pk for statement in told}
    repositories = _repositories(ids, language)
    built = [build_story(statement, language) for statement in told]
    stories = tuple(_limit_key_stories(merge_days(told, built) if len(digests) > 1 else built))
    newest = digests[-1]
    return DigestContent(
        language=language,
        date=newest.date,
        covers_from=digests[0].date,
        starts_at=digests[0].starts_at,
        ends_at=newest.ends_at,
        state=newest.status,
        repositories=tuple(repositories.values()),
        counts=_coverage_counts(coverages),
        activity_counts=_activity_counts(digests),
        interface_gaps=_interface_gaps(digests),
        patch_gaps=_patch_gaps(digests),
        stories=stories,
        summary=_sentences(statements, Statement.Role.SUMMARY, stories, repositories, language),
        takeaways=_sentences(statements, Statement.Role.TAKEAWAY, stories, repositories, language),
        topic_names={topic.slug: topic.name(language) for topic in Topic.objects.all()},
        minutes={story.id: reading_minutes(story.headline, story.detail) for story in stories},
        weeks=weeks(newest.date),
    )


def cached_content(digests: Iterable[Digest], language: str) -> DigestContent:
    """As `load_content`, but published days are cached for a minute in this process: thousands of mails share them.

    A day that was corrected is read anew.
    """
    digests = list(digests)
    if any(digest.status != Digest.Status.PUBLISHED for digest in digests):
        return load_content(digests, language)
    return _published_content(tuple(sorted([(digest.pk, digest.corrected_at) for digest in digests])), language)


@cached(TTLCache(MAX_CACHED_CONTENTS, CACHE_SECONDS), lock=Lock())
def _published_content(versions: tuple[tuple[int, dt.datetime | None], ...], language: str) -> DigestContent:
    return load_content(Digest.objects.filter(pk__in=[pk for pk, _corrected_at in versions]), language)


def clear_cache() -> None:
    """Tests begin with an empty cache."""
    _published_content.cache_clear()


def load_stories(ids: Iterable[int], language: str) -> list[NamedStory]:
    """The stories with these ids, best first: a list of days needs no whole content."""
    statements = _statements(language).filter(pk__in=ids)
    return [NamedStory(repository_of(statement).name, build_story(statement, language)) for statement in statements]


def _statements(language: str) -> QuerySet[Statement]:
    """Statements that readers may meet, best first, with all that a story needs and without the long bodies."""
    activities = Activity.objects.defer("body").prefetch_related("interface_changes")
    texts = Prefetch("texts", StatementText.objects.filter(language=language))
    cites = Prefetch("cites", Statement.objects.only("pk").order_by("pk"))
    told_before = Statement.objects.shown().exclude(digest__status=Digest.Status.REJECTED)
    earlier = told_before.select_related("digest", "main").defer("main__body").prefetch_related(texts)
    return (
        Statement.objects.shown()
        .select_related("digest", "repository")
        .defer("refused", "prompt_evidence")
        .prefetch_related(texts, Prefetch("evidence", activities), "topics", "corrections", cites)
        .prefetch_related(Prefetch("follows", earlier))
        .order_by("-placement", "-importance", "-score", "digest__date", "pk")  # "pinned" stands before ""
    )


def _repositories(ids: set[int], language: str) -> dict[int, RepositoryInfo]:
    rows = Repository.objects.filter(pk__in=ids)
    return {row.pk: RepositoryInfo(row.pk, row.full_name, row.url, row.line(language)) for row in rows}


def _limit_key_stories(stories: list[EditionStory]) -> Iterator[EditionStory]:
    """A fourth key story would make the other three none: it counts as 4."""
    seen: dict[dt.date, int] = defaultdict(int)
    for story in stories:
        seen[story.day] += story.is_key and not story.fold
        yield replace(story, importance=4) if story.is_key and seen[story.day] > MAX_KEY_STORIES else story


def _coverage_counts(coverages: list[Coverage]) -> dict[int, dict[str, CoverageCount]]:
    """By repository and kind; several days are added up, and the worst of them says how they were read."""
    counts: dict[int, dict[str, CoverageCount]] = defaultdict(dict)
    for row in coverages:
        count = CoverageCount(row.status, row.found, row.reason, row.tried_at)
        before = counts[row.repository_id].get(row.kind)
        counts[row.repository_id][row.kind] = _add(before, count) if before else count
    return dict(counts)


def _activity_counts(digests: list[Digest]) -> dict[int, dict[str, int]]:
    """How many activities there were of each kind and action, by repository."""
    rows = Activity.objects.filter(digest__in=digests).order_by().values_list("repository", "kind", "action")
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for repository, kind, action, number in rows.annotate(number=Count("pk")):
        counts[repository][f"{kind} {action}"] = number
    return dict(counts)


def _interface_gaps(digests: list[Digest]) -> dict[int, tuple[tuple[str, int], ...]]:
    """How many files were not compared with what they were before, by repository and reason."""
    rows = InterfaceReading.objects.filter(activity__digest__in=digests).exclude(unread=[])
    gaps: dict[int, Counter[str]] = defaultdict(Counter)
    for repository, unread in rows.values_list("activity__repository", "unread"):
        gaps[repository].update(reason for _path, reason in unread)
    return {repository: tuple(sorted(counts.items())) for repository, counts in gaps.items()}


def _patch_gaps(digests: list[Digest]) -> dict[int, tuple[tuple[str, int], ...]]:
    """How many diffs, or files of them, were not read, by repository and reason."""
    rows = Patch.objects.filter(activity__digest__in=digests).defer("files")
    gaps: dict[int, Counter[str]] = defaultdict(Counter)
    for patch in rows.exclude(reason="", unread={}).select_related("activity"):
        gaps[patch.activity.repository_id].update(patch.gaps)
    return {repository: tuple(sorted(counts.items())) for repository, counts in gaps.items()}


def _add(one: CoverageCount, other: CoverageCount) -> CoverageCount:
    worst = max(one, other, key=lambda count: (COUNT_STATUSES.index(count.status), count.reason not in COUNTED_IN_FULL))
    return replace(worst, found=one.found + other.found)


def _sentences(
    statements: list[Statement],
    role: str,
    stories: tuple[EditionStory, ...],
    repositories: dict[int, RepositoryInfo],
    language: str,
) -> tuple[Sentence, ...]:
    """The kept sentences of this role in their order, each with the references of the stories that it cites."""
    by_id = {story.id: story for story in stories}
    kept = sorted((s for s in statements if s.role == role and s.by_model), key=_place_in_day)
    sentences = [sentence for statement in kept if (sentence := _sentence(statement, by_id, repositories, language))]
    if len({statement.digest_id for statement in kept}) > 1:  # one ranking over all days, not one day after the other
        rank_by_id = {story.id: rank for rank, story in enumerate(stories)}
        sentences.sort(key=lambda sentence: min(map(rank_by_id.__getitem__, sentence.statement_ids)))
    return tuple(sentences)


def _place_in_day(statement: Statement) -> tuple[dt.date, int]:
    """The key of a sentence is its place in the list of its day."""
    return statement.digest.date, int(statement.key) if statement.key.isdecimal() else 0


def _sentence(
    statement: Statement, by_id: dict[int, EditionStory], repositories: dict[int, RepositoryInfo], language: str
) -> Sentence | None:
    """None where it has no words in this language, or where one of the stories it cites is not in the content."""
    ids, text = [story.pk for story in statement.cites.all()], summary_text(statement)
    if not (ids and text and by_id.keys() >= set(ids)):
        return None
    cited = [by_id[pk] for pk in ids]
    return Sentence(
        text=text,
        references=tuple(qualified_reference(repositories[one.repository_id], one.references[0]) for one in cited),
        statement_ids=frozenset(ids),
        topics=tuple(dict.fromkeys(chain.from_iterable(one.topics for one in cited))),
        importance=statement.importance,
        by_hand=statement.by_hand,
        is_edited=statement.is_edited,
        id=statement.pk,
        corrections=correction_notes(statement, language),
    )
