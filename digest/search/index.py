"""Keeps the search index: the stories of each published digest once, and nothing of any other."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from digest.models import Activity, Digest, SearchDocument, Statement
from digest.search.filters import filter_terms
from digest.search.terms import SHORT_SHA, document_terms

BATCH = 500  # rows of one statement


def index_published() -> int:
    """Index the published digests that are not indexed yet; repeated, it changes nothing. Returns how many stories."""
    documents = SearchDocument.objects.filter(statement__digest=OuterRef("pk"))
    waiting = Digest.objects.published().filter(~Exists(documents))
    return sum(index_digest(digest) for digest in waiting.order_by("date"))


def index_digest(digest: Digest) -> int:
    """Index the stories of this digest anew, the best last: newer rows are found first. Returns how many."""
    if not digest.is_closed:
        return 0
    statements = _statements(digest)
    rows = [SearchDocument(statement=one, terms=" ".join(_terms(one, digest))) for one in statements]
    with transaction.atomic():
        SearchDocument.objects.filter(statement__digest=digest).delete()
        # Another process may be at it as well: the row is the lock.
        SearchDocument.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _statements(digest: Digest) -> QuerySet[Statement]:
    rows = digest.statements.shown().filter(role=Statement.Role.STORY).select_related("repository")
    return rows.prefetch_related("texts", "topics", "evidence__interface_changes").order_by(
        "importance", "score", "-pk"
    )


def _terms(statement: Statement, digest: Digest) -> Iterator[str]:
    topics = [topic.slug for topic in statement.topics.all()]
    yield from filter_terms(statement.repository_id, topics, statement.label, digest.date.strftime("%Y-%m"))
    yield from document_terms(_texts(statement))


def _texts(statement: Statement) -> Iterator[str]:
    """The sentences in every language, the titles, and what the sources are called."""
    if statement.by_model:
        for text in statement.texts.all():
            yield from (text.headline, text.detail)
    evidence = list(statement.evidence.all())
    yield from (activity.title for activity in evidence)
    yield from _names(evidence)
    if statement.repository:
        yield statement.repository.full_name
    for activity in evidence:
        yield from (f"{change.symbol} {change.parameter}" for change in activity.interface_changes.all())


def _names(evidence: Iterable[Activity]) -> Iterator[str]:
    """#34914, a SHA whole and short, a tag."""
    for activity in evidence:
        number = activity.number or activity.pull_request
        yield f"#{number}" if number else ""
        sha = activity.key if activity.kind == Activity.Kind.COMMIT else activity.merge_sha
        yield f"{activity.key} {sha} {sha[:SHORT_SHA]}"
