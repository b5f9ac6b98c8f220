"""Activity store: what was collected becomes Activity and Coverage rows; doing it twice changes nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from digest import references
from digest.github.types import FoundActivity, FoundCoverage
from digest.kinds import BY_COVERAGE
from digest.models import Activity, Coverage, Digest, Repository

FETCHED = (Coverage.Status.OK, Coverage.Status.PARTIAL)
FILE_FIELDS = {"files", "files_total", "additions", "deletions"}


def store(
    digest: Digest, repository: Repository, activities: Iterable[FoundActivity], coverage: Iterable[FoundCoverage]
) -> None:
    """Bring the rows of one repository's day to this; a digest that was published meanwhile stays as it is."""
    activities = list(activities)
    landings = {activity.natural_key: _landing(activity) for activity in activities}  # titles are read before the lock
    with transaction.atomic():
        if Digest.objects.unpublished().select_for_update().filter(pk=digest.pk).exists():
            _store_activities(digest, repository, activities, landings)
            _store_coverage(digest, repository, coverage)


def _store_activities(digest, repository, activities, landings):
    """Make what is new and mend what changed; what another digest tells stays there."""
    found = {activity.natural_key: activity for activity in activities}
    known = repository.activities.filter(key__in={activity.key for activity in activities})
    rows = {(row.kind, row.action, row.key): row for row in known}
    told = _landings_told(digest, repository, set(landings.values()) - {None})
    new, changed, fields = [], [], set()
    for key, activity in found.items():
        row = rows.get(key)
        if row is None and landings[key] in told:
            continue
        if row is None:
            late = activity.occurred_at < digest.starts_at
            new.append(Activity(repository=repository, digest=digest, late=late, **activity.as_fields()))
        elif row.digest_id in (None, digest.pk):
            differing = _bring_up_to_date(row, activity, digest)
            fields |= differing
            changed += [row] if differing else []
    Activity.objects.bulk_create(new)
    if changed:
        Activity.objects.bulk_update(changed, sorted(fields))


def _landing(activity):
    """The number of the pull request that a commit came with, or that this is; None for everything else."""
    if activity.kind == "commit":
        return activity.pull_request or references.own_number(activity.title)
    return activity.number if activity.kind == "pull_request" else None


def _landings_told(digest, repository, numbers):
    """Those of these pull requests that another digest tells as merged, by themselves or by a commit of theirs.

    What else comes in of them late, or on the other side of midnight, is no news.
    """
    merged = Q(kind="pull_request", action="merged", number__in=numbers, branch="")
    landed = repository.activities.filter(merged | Q(kind="commit", pull_request__in=numbers))
    told = landed.exclude(digest=None).exclude(digest=digest).values_list("kind", "number", "pull_request")
    return {pull_request if kind == "commit" else number for kind, number, pull_request in told}


def _bring_up_to_date(row, activity, digest):
    """Change the row where GitHub says something else; the names of the changed fields."""
    values = activity.as_fields() | {"digest_id": digest.pk, "late": activity.occurred_at < digest.starts_at}
    if activity.files_total is None:  # not read this time: what was read before stands
        values = {name: value for name, value in values.items() if name not in FILE_FIELDS}
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    return {name.removesuffix("_id") for name in differing}


def _store_coverage(digest, repository, coverage):
    now = timezone.now()
    counts = digest.activities.filter(repository=repository).values("kind").annotate(rows=Count("pk"))
    told = dict(counts.values_list("kind", "rows"))
    before = {row.kind: row for row in digest.coverages.filter(repository=repository)}
    for found in coverage:
        row = before.get(found.kind) or Coverage(digest=digest, repository=repository, kind=found.kind)
        # A failure does not undo an earlier attempt that succeeded: its rows are still there.
        if found.status != Coverage.Status.FAILED or row.status not in FETCHED:
            row.status, row.reason = found.status, found.reason
            if row.status == Coverage.Status.OK and now < digest.ends_at:
                row.status, row.reason = Coverage.Status.PARTIAL, "day_not_over"
        row.found, row.tried_at = told.get(BY_COVERAGE[found.kind].activity, 0), now
        row.save()
