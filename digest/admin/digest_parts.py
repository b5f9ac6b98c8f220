"""What a digest's page shows of it, part by part: the whole day, then every repository."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from digest.admin.ranking import moved, why
from digest.admin.statements import headline_here
from digest.admin_links import count_links
from digest.coverage_reasons import reason_text
from digest.models import Coverage, Digest, Repository, Statement


@dataclass(frozen=True)
class Part:
    """One repository of a digest (None: the whole day): its coverage by kind, its statements, best first."""

    repository: object
    coverage: list
    statements: list


def parts_of(digest: Digest) -> Iterator[Part]:
    """The whole day first, then every repository that is covered or told, by name. Few queries, whatever the size."""
    # Rows with what their page shows beside their fields.
    coverage: dict[Repository, dict[str, Any]] = {}
    statements: dict[Repository | None, list[Any]] = {}
    row: Any
    statement: Any
    for row in digest.coverages.select_related("repository"):
        row.reason_text = reason_text(row.reason)
        coverage.setdefault(row.repository, {})[row.kind] = row
    told = digest.statements.select_related("repository", "main", "main__repository").prefetch_related("texts")
    for statement in told:
        statement.headline = headline_here(statement)
        statement.ranked_by, statement.moved = why(statement), moved(statement)
        statements.setdefault(statement.repository, []).append(statement)
    if of_the_day := statements.pop(None, None):
        yield Part(None, [], of_the_day)
    repositories = {repository for repository in (*coverage, *statements) if repository}
    for repository in sorted(repositories, key=lambda repository: repository.full_name.lower()):
        kinds = coverage.get(repository, {})
        yield Part(repository, [kinds.get(kind) for kind in Coverage.Kind.values], statements.get(repository, []))


def outcomes_of(digest: Digest) -> list[str]:
    """Links such as "12 told by its title" to the statements of each outcome."""
    counts = dict(digest.statements.order_by().values_list("outcome").annotate(Count("pk")))
    return count_links(Statement, "outcome", Statement.Outcome.choices, counts, digest.pk)
