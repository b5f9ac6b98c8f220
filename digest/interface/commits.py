"""Which commits of a day changed the default branch, between which revisions, and which of their files count."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from digest import references
from digest.interface.public_paths import is_interface_file, other_place
from digest.models import Activity

Kind, Action = Activity.Kind, Activity.Action
# A branch brought up to date: what it brings landed by other commits, and is told there.
BRANCH_MERGE = re.compile(r"^Merge (branch|remote-tracking branch|tag|commit) ")


@dataclass(frozen=True)
class ChangedFile:
    """A file of a Unit; `additions` is None where GitHub told none."""

    path: str
    additions: int | None


@dataclass(frozen=True)
class Unit:
    """One merged pull request, or one commit that none brought: `base` and `head` are revisions of the whole change.

    `left_aside` counts the files of other places (tests, examples …); `reason` says why the list of files is not whole.
    """

    activity: Activity
    base: str
    head: str
    files: tuple[ChangedFile, ...]
    left_aside: dict[str, int]
    reason: str = ""

    @property
    def is_branch_merge(self) -> bool:
        return self.activity.kind == Kind.COMMIT and bool(BRANCH_MERGE.match(self.activity.title))


def units_of(activities: Iterable[Activity]) -> list[Unit]:
    """The units among one repository's activities of a day; each change of the branch is in one of them."""
    activities = list(activities)
    merged = [row for row in activities if row.kind == Kind.PULL_REQUEST and row.action == Action.MERGED]
    commits = [row for row in activities if row.kind == Kind.COMMIT]
    by_number: dict[int | None, list[Activity]] = {}
    for commit in commits:
        by_number.setdefault(_number(commit), []).append(commit)
    numbers = {row.number for row in merged}
    return [
        *(_of_pull(row, by_number.get(row.number, [])) for row in merged),
        *(_unit(commit, f"{commit.key}^", commit.key) for commit in commits if _number(commit) not in numbers),
    ]


def _number(commit):
    return commit.pull_request or references.own_number(commit.title)


def _of_pull(pull, commits):
    """Squashed or merged, one commit is the whole change; rebased, it is as many as came with the pull request."""
    head = pull.merge_sha
    last = next((commit for commit in commits if commit.key == head), None)
    is_whole = last is None or (last.additions, last.deletions) == (pull.additions, pull.deletions)
    return _unit(pull, f"{head}^" if is_whole else f"{head}~{len(commits)}", head)


def _unit(activity, base, head):
    rows = activity.files or []
    places = {row["path"]: other_place(row["path"]) for row in rows if is_interface_file(row["path"])}
    files = tuple(
        ChangedFile(row["path"], row.get("additions")) for row in rows if places.get(row["path"], "tests") == ""
    )
    aside = Counter(place for place in places.values() if place)
    return Unit(activity, base, head, files, dict(aside), _why_not_whole(activity, head))


def _why_not_whole(activity, head):
    if not head:
        return "no_commit"
    if activity.files_total is None:
        return "no_files"
    return "files_cut" if len(activity.files) < activity.files_total else ""
