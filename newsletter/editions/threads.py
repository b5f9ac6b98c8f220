"""A matter over days: all that published digests told of it, found from any of its numbers, commits or releases."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from digest.models import Activity, Digest, Repository, Statement

MAX_THREAD = 60  # statements: a matter that goes on for longer is told by its first ones
NUMBERED = (Activity.Kind.PULL_REQUEST, Activity.Kind.ISSUE)  # they share GitHub's numbers


def thread_of(repository: Repository, kind: str, key: str) -> list[Statement]:
    """The statements about the matter that this activity belongs to, oldest day first; empty where none was published.

    Stories belong together where one follows the other, or where they tell of the same pull request or issue.
    """
    kinds = NUMBERED if kind in NUMBERED else (kind,)
    found = set(_published(repository).filter(_evidence(repository, kinds, [key])).values_list("pk", flat=True))
    fresh = found
    while fresh and len(found) < MAX_THREAD:
        fresh = set(_neighbours(repository, fresh).values_list("pk", flat=True)[: MAX_THREAD * 2]) - found
        found |= fresh
    rows = Statement.objects.filter(pk__in=found).select_related("digest", "main", "repository")
    return list(rows.order_by("digest__date", "pk")[:MAX_THREAD])


def _published(repository: Repository) -> QuerySet[Statement]:
    return Statement.objects.shown().filter(
        repository=repository, role=Statement.Role.STORY, digest__status=Digest.Status.PUBLISHED, main__isnull=False
    )


def _neighbours(repository: Repository, ids: Iterable[int]) -> QuerySet[Statement]:
    """Those that these follow, that follow these, or that tell of the same number."""
    ids = list(ids)
    numbered = Activity.objects.filter(statements__in=ids, kind__in=NUMBERED)
    same = _evidence(repository, NUMBERED, list(numbered.values_list("key", flat=True)))
    return _published(repository).filter(Q(follows__in=ids) | Q(followed_by__in=ids) | same).distinct()


def _evidence(repository: Repository, kinds: Iterable[str], keys: list[str]) -> Q:
    """Whether one of these activities is among the evidence; every action is named so that the index serves it."""
    activities = Activity.objects.filter(
        repository=repository, kind__in=list(kinds), action__in=Activity.Action.values, key__in=keys
    )
    return Q(evidence__in=activities)
