"""A story: activities that are told together, as one value with all that facts decide of it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from digest.models import Activity, InterfaceChange

Action = Activity.Action


@dataclass(frozen=True)
class Story:
    """What one statement tells. `main` is what is true now; `relations` are rows of word, text and url."""

    main: Activity
    activities: tuple[Activity, ...]  # main first
    relations: tuple[dict, ...] = ()
    fold: str = ""  # a Statement.Fold code; empty: told by itself
    label: str = ""  # a Statement.Label code where facts decide; empty where the model may choose
    echoes: int = 0  # stories of other repositories on the same day that it is tied to

    @property
    def key(self) -> str:
        return f"{self.main.kind}:{self.main.key}"

    @property
    def is_change(self) -> bool:
        """Whether it changed the default branch, as opposed to being asked, proposed or published."""
        return any(is_change(activity) for activity in self.activities)

    @property
    def files(self) -> list[dict[str, Any]]:
        """Rows of path, additions, deletions, each path once; empty where no files were read."""
        rows: dict[str, dict] = {}
        for activity in self.activities:
            for row in activity.files:
                rows.setdefault(row["path"], row)
        return list(rows.values())

    @property
    def lines(self) -> int:
        """Lines added and deleted, as far as GitHub told: the largest of its activities; 0 where unknown."""
        return max((activity.additions or 0) + (activity.deletions or 0) for activity in self.activities)

    @property
    def interface_changes(self) -> list[InterfaceChange]:
        """What its changes moved in the interface; nothing while its activities are not stored."""
        return [change for activity in self.activities if activity.pk for change in activity.interface_changes.all()]

    @property
    def github_labels(self) -> set[str]:
        return {label.lower() for activity in self.activities for label in activity.labels}


def is_change(activity: Activity) -> bool:
    """Whether it changed the default branch; what was merged into another one did not."""
    return activity.action in (Action.MERGED, Action.PUSHED) and not activity.branch


class UnionFind:
    """Which nodes belong together, by joining two at a time."""

    def __init__(self):
        self._parents: dict[Hashable, Hashable] = {}

    def root(self, node: Hashable) -> Hashable:
        """One node that stands for all that this one was joined with."""
        self._parents.setdefault(node, node)
        while self._parents[node] != node:
            node = self._parents[node]
        return node

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parents[self.root(other)] = self.root(one)
