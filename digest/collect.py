"""Collecting a day: each repository is asked for what happened, and the closed days before for what came late."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q

from digest.activity_store import FETCHED, store
from digest.github.client import GitHub
from digest.github.types import FoundCoverage, GitHubError
from digest.kinds import BY_ACTIVITY, COVERED
from digest.models import Coverage, Digest, Repository

logger = logging.getLogger(__name__)

LATE_DAYS = 3  # a commit bears the time of its author's clock and may be pushed days later; over a weekend, say
TROUBLES = {"not_found": Repository.Trouble.VANISHED, "blocked": Repository.Trouble.BLOCKED}


def collect_digest(digest: Digest, repositories: Iterable[Repository] | None = None) -> None:
    """Collect all active repositories, or only these Repository rows, one after the other with one client.

    Coverage of the others is made as pending. One repository's failure does not stop the next; a published digest
    stays as it is.
    """
    if digest.is_closed:
        return
    active = list(Repository.objects.active())
    rows = [Coverage(digest=digest, repository=repository, kind=kind) for repository in active for kind in COVERED]
    Coverage.objects.bulk_create(rows, ignore_conflicts=True)
    with GitHub() as client:
        for repository in _least_covered_first(digest, active if repositories is None else repositories):
            collect(digest, repository, client)


def unfetched(digest: Digest) -> list[Repository]:
    """The active repositories of which something is still to be fetched, whatever the reason."""
    fetched = digest.coverages.filter(status__in=FETCHED).exclude(reason="day_not_over").values("repository")
    whole = fetched.annotate(kinds=Count("pk")).filter(kinds=len(COVERED))
    return list(Repository.objects.active().exclude(pk__in=whole.values("repository")))


def _least_covered_first(digest, repositories):
    """Where the rate limit ends each attempt early, every attempt still gets farther than the one before."""
    fetched = digest.coverages.filter(status__in=FETCHED).values("repository").annotate(kinds=Count("pk"))
    kinds = dict(fetched.values_list("repository", "kinds"))
    return sorted(repositories, key=lambda repository: kinds.get(repository.pk, 0))


def collect(digest: Digest, repository: Repository, client: GitHub) -> None:
    """Bring the rows of one repository's day to what GitHub says now; doing it twice changes nothing.

    Never raises GitHubError: it becomes the coverage's reason.
    """
    try:
        found = client.repository(repository.full_name, repository.github_id)
    except GitHubError as error:
        logger.warning("%s not collected: %s", repository, error)
        _store_trouble(repository, TROUBLES.get(error.reason, repository.trouble))
        return store(digest, repository, [], _failed(error.reason))
    if not _store_identity(repository, found):
        return store(digest, repository, [], _failed("tracked_twice"))
    day, activities = _read(digest, repository, found, client)
    _store_trouble(repository, day.trouble)
    return store(digest, repository, [row for row in activities if _has_landed(row, digest)], day.coverage)


def _has_landed(row, digest):
    """A branch's commits keep their time when it is merged days later: they are news of the day of the merge."""
    return row.landed_at is None or row.landed_at < digest.ends_at


def _failed(reason):
    return [FoundCoverage(kind, "failed", reason=reason) for kind in COVERED]


def _store_trouble(repository, trouble):
    if repository.trouble != trouble:
        repository.trouble = trouble
        repository.save(update_fields=["trouble"])


def _store_identity(repository, found):
    """Take over GitHub's name and id; False where another row has them already."""
    if (repository.full_name, repository.github_id) == (found.full_name, found.github_id):
        return True
    same = Q(github_id=found.github_id) | Q(full_name__iexact=found.full_name)
    if Repository.objects.exclude(pk=repository.pk).filter(same).exists():
        return False
    repository.full_name, repository.github_id = found.full_name, found.github_id
    repository.save(update_fields=["full_name", "github_id"])
    return True


# --- What came too late for a digest that is closed -------------------------------------------------------------------


def _read(digest, repository, found, client):
    """(the RepositoryDay, its activities and those of closed days that their digests do not tell).

    A day without a digest is missed, and built itself.
    """
    window, days = (digest.starts_at, digest.ends_at), _closed_days(digest, repository)
    if not days:
        day = client.day(found, *window)
        return day, day.activities
    kinds = {kind for _start, _end, kinds in days for kind in kinds}
    start, end = min(start for start, _end, _kinds in days), max(end for _start, end, _kinds in days)
    known = _known_commits(digest, repository, start)
    if kinds == {"commits"}:
        # As on most days: asked for together, what came late costs no request of its own.
        day = client.day(found, *window, start, known)
        late = ()
    else:
        day = client.day(found, *window)
        late = client.late(found, start, end, [kind for kind in COVERED if kind in kinds], known).activities
    activities = [*day.activities, *late]
    return day, [row for row in activities if row.occurred_at >= digest.starts_at or _is_untold(row, days)]


def _known_commits(digest, repository, start):
    """SHAs of the commits from then to the digest's own day; the sample's have no time."""
    earlier = Q(occurred_at__gte=start, occurred_at__lt=digest.starts_at) | Q(occurred_at=None)
    return set(repository.activities.filter(earlier, kind="commit").values_list("key", flat=True))


def _is_untold(row, days):
    kind = BY_ACTIVITY[row.kind].coverage
    return any(start <= row.occurred_at < end and kind in kinds for start, end, kinds in days)


def _closed_days(digest, repository):
    """(start, end, kinds that may still bring something) of the published digests of the days before."""
    since = digest.starts_at - timedelta(days=LATE_DAYS)
    rows = Coverage.objects.filter(
        repository=repository,
        digest__in=Digest.objects.published().filter(starts_at__gte=since, ends_at__lte=digest.starts_at),
    ).select_related("digest")
    days: dict[tuple[datetime, datetime], set[str]] = {}
    for row in rows:
        kinds = days.setdefault((row.digest.starts_at, row.digest.ends_at), set())
        # What GitHub itself dates cannot come late once it was fetched; and the sample's record is complete as it is.
        if row.status not in FETCHED or (row.kind == "commits" and row.reason != "sample_ends"):
            kinds.add(row.kind)
    return [(start, end, kinds) for (start, end), kinds in days.items() if kinds]
