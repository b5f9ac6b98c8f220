"""Everything that can be told of a digest (or of several days owed), in one language, ready for any selection."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from time import time

from django.db.models import Count as DatabaseCount
from django.db.models import Prefetch

from digest.coverage_reasons import COUNTED_IN_FULL
from digest.models import Activity, Coverage, Digest, Repository, Statement, StatementText, Topic
from newsletter.editions.merge_days import told_once
from newsletter.editions.reading_time import reading_minutes
from newsletter.editions.stories import make_line, make_source_ref, summary_text
from newsletter.editions.types import Count, Line, Sentence, Source

KEY_STORIES = 3  # a digest has at most so many stories of importance 5
COUNT_STATUSES = ["ok", "partial", "pending", "failed"]  # the last of them says it for several days


@dataclass(frozen=True)
class Day:
    """A pure value: selecting from it asks the database nothing."""

    language: str
    date: date
    covers_from: date
    starts_at: datetime
    ends_at: datetime
    state: str
    sources: tuple[Source, ...]  # every repository that was part of it, by name
    counts: dict[int, dict[str, Count]]  # by repository id and Coverage.Kind
    moved: dict[int, dict[str, int]]  # activities by repository id and "kind action"
    lines: tuple[Line, ...]  # of all repositories, ranked
    summary: tuple[Sentence, ...]
    takeaways: tuple[Sentence, ...]
    topic_names: dict[str, str]
    minutes: dict[int, float]  # reading time by line id

    @cached_property
    def places(self):
        """The place of a line in the ranking, by its id."""
        return {line.id: place for place, line in enumerate(self.lines)}

    @cached_property
    def source_places(self):
        """The place of a repository among the sources, by its id."""
        return {source.id: place for place, source in enumerate(self.sources)}

    @cached_property
    def stories(self):
        """The lines of each repository, by its id."""
        stories = defaultdict(list)
        for line in self.lines:
            stories[line.repository_id].append(line)
        return dict(stories)

    @cached_property
    def taken(self):
        """For selecting: what was taken of one repository by some choice of topics and kinds is taken again."""
        return {}


def load(digests, language):
    """The Day of these digests (at least one). Eleven queries at most, for several days thirteen, whatever the size."""
    digests = sorted(digests, key=lambda digest: digest.date)
    coverages = list(Coverage.objects.filter(digest__in=digests).order_by("digest__date"))
    statements = list(_statements(language).filter(digest__in=digests))
    stories = [s for s in statements if s.role == Statement.Role.STORY and s.evidence.all()]
    sources = _sources({row.repository_id for row in (*coverages, *stories)}, language)
    lines = [make_line(story, language) for story in stories]
    lines = tuple(_limit_key_stories(told_once(stories, lines) if len(digests) > 1 else lines))
    newest = digests[-1]
    return Day(
        language=language,
        date=newest.date,
        covers_from=digests[0].date,
        starts_at=digests[0].starts_at,
        ends_at=newest.ends_at,
        state=newest.status,
        sources=tuple(sources.values()),
        counts=_counts(coverages),
        moved=_moved(digests),
        lines=lines,
        summary=_sentences(statements, Statement.Role.SUMMARY, lines, sources),
        takeaways=_sentences(statements, Statement.Role.TAKEAWAY, lines, sources),
        topic_names={topic.slug: topic.name(language) for topic in Topic.objects.all()},
        minutes={line.id: reading_minutes(line.headline, line.detail) for line in lines},
    )


def remembered(digests, language):
    """As `load`, but days that are published are read once a minute and process: thousands of mails share them."""
    digests = list(digests)
    if any(digest.status != Digest.Status.PUBLISHED for digest in digests):
        return load(digests, language)
    ids = tuple(sorted([digest.pk for digest in digests]))
    return _remembered(ids, language, int(time() // 60))


@lru_cache(maxsize=16)
def _remembered(ids, language, _minute):
    return load(Digest.objects.filter(pk__in=ids), language)


def forget():
    """Drop what is remembered; tests begin with an empty memory."""
    _remembered.cache_clear()


def load_lines(ids, language):
    """[(repository's name, Line)] of the stories with these ids, best first: a list of days needs no whole Day."""
    stories = _statements(language).filter(pk__in=ids)
    return [(story.repository.name, make_line(story, language)) for story in stories]


def _statements(language):
    """Statements, best first, with all that a line needs and without the long bodies."""
    activities = Activity.objects.defer("body")
    texts = Prefetch("texts", StatementText.objects.filter(language=language))
    cites = Prefetch("cites", Statement.objects.only("pk").order_by("pk"))
    earlier = Statement.objects.select_related("digest", "main").defer("main__body").prefetch_related(texts)
    return (
        Statement.objects.select_related("digest", "repository")
        .defer("refused", "prompt_evidence")
        .prefetch_related(texts, Prefetch("evidence", activities), "topics", cites, Prefetch("follows", earlier))
        .order_by("-importance", "-score", "digest__date", "pk")
    )


def _sources(ids, language):
    repositories = Repository.objects.filter(pk__in=ids)
    return {row.pk: Source(row.pk, row.full_name, row.url, row.line(language)) for row in repositories}


def _limit_key_stories(lines):
    """A fourth key story would make the other three none: it counts as 4."""
    seen = defaultdict(int)
    for line in lines:
        seen[line.day] += line.is_key and not line.fold
        yield replace(line, importance=4) if line.is_key and seen[line.day] > KEY_STORIES else line


def _counts(coverages):
    """By repository and kind; several days are added up, and the worst of them says how they were read."""
    counts = defaultdict(dict)
    for row in coverages:
        count = Count(row.status, row.found, row.reason, row.tried_at)
        before = counts[row.repository_id].get(row.kind)
        counts[row.repository_id][row.kind] = _add(before, count) if before else count
    return dict(counts)


def _moved(digests):
    """How many activities there were of each kind and action, by repository."""
    rows = Activity.objects.filter(digest__in=digests).order_by().values_list("repository", "kind", "action")
    moved = defaultdict(dict)
    for repository, kind, action, number in rows.annotate(number=DatabaseCount("pk")):
        moved[repository][f"{kind} {action}"] = number
    return dict(moved)


def _add(one, other):
    worst = max(one, other, key=lambda count: (COUNT_STATUSES.index(count.status), count.reason not in COUNTED_IN_FULL))
    return replace(worst, found=one.found + other.found)


def _sentences(statements, role, lines, sources):
    """The kept sentences of this role in their order, each with the references of the stories that it cites."""
    by_id = {line.id: line for line in lines}
    told = [s for s in statements if s.role == role and s.by_model]
    told.sort(key=lambda s: (s.digest.date, int(s.key) if s.key.isdecimal() else 0))
    sentences = [sentence for statement in told if (sentence := _sentence(statement, by_id, sources))]
    if len({statement.digest_id for statement in told}) > 1:  # one ranking over all days, not one day after the other
        places = {line.id: place for place, line in enumerate(lines)}
        sentences.sort(key=lambda sentence: min(places[pk] for pk in sentence.statement_ids))
    return tuple(sentences)


def _sentence(statement, by_id, sources):
    """None where it has no words in this language, or where what it cites is not told at all."""
    cited = [by_id.get(story.pk) for story in statement.cites.all()]
    if not cited or None in cited or not summary_text(statement):
        return None
    return Sentence(
        text=summary_text(statement),
        refs=tuple(make_source_ref(sources[line.repository_id], line.refs[0]) for line in cited),
        statement_ids=frozenset(line.id for line in cited),
        topics=tuple(dict.fromkeys(slug for line in cited for slug in line.topics)),
        importance=statement.importance,
    )
