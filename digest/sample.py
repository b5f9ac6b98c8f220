"""The day that ships with the project, 2026-02-19, so that a fresh machine has something true to show."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from digest.interface.commits import units_of
from digest.kinds import BY_ACTIVITY, BY_COVERAGE, IN_QUERY
from digest.models import (
    Activity,
    Coverage,
    Digest,
    InterfaceChange,
    InterfaceReading,
    Repository,
    RepositoryGroup,
    Topic,
    TopicRule,
)
from digest.models.digest import day_window

FILE = Path(__file__).parent / "fixtures" / "sample.json"


class NotEmptyError(Exception):
    """The database has repositories, topics or digests of its own; the sample would mix with them."""


def load_day() -> Digest:
    """Put repositories, groups, topics and the sample day into an empty database; return its Digest, not yet written.

    Only what is known is in it: sglang's SHAs are abbreviated, times and line counts that nobody recorded are empty.
    """
    recorded = json.loads(FILE.read_text(encoding="utf-8"))
    with transaction.atomic():
        for model in (Repository, RepositoryGroup, Topic, Digest):
            if model.objects.exists():
                raise NotEmptyError(
                    f"The sample only loads into an empty database; this one has {model.__name__} rows."
                )
        load_repositories(recorded)
        load_topics(recorded)
        return _load_digest(recorded)


def load_repositories(recorded: dict[str, Any]) -> None:
    """The groups and repositories of the record, in its order."""
    groups = {}
    for position, row in enumerate(recorded["groups"], start=1):
        groups[row["slug"]] = RepositoryGroup.objects.create(position=position, **row)
    for row in recorded["repositories"]:
        Repository.objects.create(**row | {"group": groups[row["group"]]})


def load_topics(recorded: dict[str, Any]) -> None:
    """The topics of the record with their rules, in its order."""
    for position, row in enumerate(recorded["topics"], start=1):
        topic = Topic.objects.create(slug=row["slug"], names=row["names"], position=position)
        kinds = {"word": "words", "path": "paths", "label": "labels", "change": "changes"}
        for kind, patterns in ((kind, row.get(name, ())) for kind, name in kinds.items()):
            TopicRule.objects.bulk_create(TopicRule(topic=topic, kind=kind, pattern=one) for one in patterns)


def _load_digest(recorded):
    date = dt.date.fromisoformat(recorded["date"])
    starts_at, ends_at = day_window(date)
    digest = Digest.objects.create(date=date, starts_at=starts_at, ends_at=ends_at)
    repositories = {repository.full_name: repository for repository in Repository.objects.all()}
    rows = [_activity(digest, repositories[row["repository"]], row) for row in recorded["activities"]]
    Activity.objects.bulk_create(rows)
    _load_interfaces(recorded, digest)
    partial = {(row["repository"], row["kind"]): row["reason"] for row in recorded["partial"]}
    Coverage.objects.bulk_create(
        _coverage(digest, repository, kind, rows, partial.get((repository.full_name, kind), ""))
        for repository in repositories.values()
        for kind in IN_QUERY  # of advisories there is no record
    )
    return digest


def _load_interfaces(recorded, digest):
    """What moved in interfaces, as it was found in these commits; of the other repositories no files were recorded."""
    activities = list(digest.activities.select_related("repository"))
    by_number = {(row.repository.full_name, row.number): row for row in activities if row.action == "merged"}
    InterfaceChange.objects.bulk_create(
        InterfaceChange(activity=by_number[row.pop("repository"), row.pop("pull_request")], **row)
        for row in recorded["interface_changes"]
    )
    repositories = {row.repository for row in activities}
    InterfaceReading.objects.bulk_create(
        _reading(unit, repository.full_name in recorded["interfaces_recorded"])
        for repository in repositories
        for unit in units_of(row for row in activities if row.repository == repository)
    )


def _reading(unit, is_recorded):
    unread = [] if is_recorded else [[file.path, "not_recorded"] for file in unit.files]
    compared, counted = len(unit.files) if is_recorded else 0, unit.left_aside
    return InterfaceReading(activity=unit.activity, compared=compared, unread=unread, counted=counted, is_final=True)


def _activity(digest, repository, row):
    occurred_at = row.get("occurred_at")
    facts = row | {
        "repository": repository,
        "url": f"{repository.url}/{BY_ACTIVITY[row['kind']].page}/{row['key']}",
        "occurred_at": dt.datetime.fromisoformat(occurred_at) if occurred_at else None,
        "files": [
            {"path": path, "additions": added, "deletions": deleted} for path, added, deleted in row.get("files", ())
        ],
    }
    return Activity(digest=digest, **facts)


def _coverage(digest, repository, kind, rows, reason):
    found = sum(row.repository == repository and row.kind == BY_COVERAGE[kind].activity for row in rows)
    status = Coverage.Status.PARTIAL if reason else Coverage.Status.OK
    return Coverage(digest=digest, repository=repository, kind=kind, status=status, found=found, reason=reason)
