"""The day that ships with the project, 2026-02-19, so that a fresh machine has something true to show."""

import datetime as dt
import json
from pathlib import Path

from django.db import transaction

from digest.kinds import BY_ACTIVITY, BY_COVERAGE
from digest.models import Activity, Coverage, Digest, Repository, RepositoryGroup, Topic, TopicRule
from digest.models.digest import day_window

FILE = Path(__file__).parent / "fixtures" / "sample.json"


class NotEmptyError(Exception):
    """The database has repositories, topics or digests of its own; the sample would mix with them."""


def load_day():
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


def load_repositories(recorded):
    """The groups and repositories of the record, in its order."""
    groups = {}
    for position, row in enumerate(recorded["groups"], start=1):
        groups[row["slug"]] = RepositoryGroup.objects.create(position=position, **row)
    for row in recorded["repositories"]:
        Repository.objects.create(**row | {"group": groups[row["group"]]})


def load_topics(recorded):
    """The topics of the record with their rules, in its order."""
    for position, row in enumerate(recorded["topics"], start=1):
        topic = Topic.objects.create(slug=row["slug"], names=row["names"], position=position)
        for kind, patterns in (("word", row["words"]), ("path", row["paths"]), ("label", row["labels"])):
            TopicRule.objects.bulk_create(TopicRule(topic=topic, kind=kind, pattern=one) for one in patterns)


def _load_digest(recorded):
    date = dt.date.fromisoformat(recorded["date"])
    starts_at, ends_at = day_window(date)
    digest = Digest.objects.create(date=date, starts_at=starts_at, ends_at=ends_at)
    repositories = {repository.full_name: repository for repository in Repository.objects.all()}
    rows = [_activity(digest, repositories[row["repository"]], row) for row in recorded["activities"]]
    Activity.objects.bulk_create(rows)
    partial = {(row["repository"], row["kind"]): row["reason"] for row in recorded["partial"]}
    Coverage.objects.bulk_create(
        _coverage(digest, repository, kind, rows, partial.get((repository.full_name, kind), ""))
        for repository in repositories.values()
        for kind in Coverage.Kind.values
    )
    return digest


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
