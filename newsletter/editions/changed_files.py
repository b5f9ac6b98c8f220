"""The files that a story's change touched, and how many lines of them, as far as GitHub told."""

import re
from typing import NamedTuple

from digest.models import Activity
from newsletter.editions.shown_text import shown_path

# Tests and lock files say least about a change, so they come last.
MINOR_FILE = re.compile(r"(^|/)(tests?|testing)/|(^|/)test_[^/]*$|_test\.[a-z]+$|\.lock$|(^|/)package-lock\.json$")


class ChangedFiles(NamedTuple):
    """None: not read."""

    paths: tuple[str, ...]  # the largest change first, tests and lock files last
    total: int | None  # how many there are in all
    additions: int | None  # lines
    deletions: int | None


def changed_files(evidence: list[Activity]) -> ChangedFiles:
    """Of the activities whose files tell of the change."""
    carriers, changes = _carriers(evidence), dict[str, int]()
    for row in (row for activity in carriers for row in activity.files):
        size = (row.get("additions") or 0) + (row.get("deletions") or 0)
        changes[row["path"]] = changes.get(row["path"], 0) + size
    totals = [activity.files_total for activity in carriers if activity.files_total is not None]
    paths = sorted(changes, key=lambda path: (bool(MINOR_FILE.search(path)), -changes[path], path))
    total = max(len(paths), *totals) if totals else None
    lines = (_lines(carriers, name) for name in ("additions", "deletions"))
    return ChangedFiles(tuple(map(shown_path, paths)), total, *lines)


def _carriers(evidence: list[Activity]) -> list[Activity]:
    """The commits, else the merged pull request."""
    commits = [activity for activity in evidence if activity.kind == Activity.Kind.COMMIT]
    if any(commit.files_total is not None for commit in commits):
        return commits
    merged = [activity for activity in evidence if activity.action == Activity.Action.MERGED]
    return [activity for activity in merged if not activity.branch] or merged or commits


def _lines(carriers: list[Activity], name: str) -> int | None:
    """Lines added or deleted in all; None unless every activity tells."""
    values = [getattr(activity, name) for activity in carriers]
    return sum(values) if values and None not in values else None
