"""The table of kinds of activity: each by GitHub's word, by ours, and by what readers choose.

A further kind is one more row here, a member of Activity.Kind and of Coverage.Kind, and a reader in digest/github.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ActivityKind:
    """One kind: a commit is counted among the commits, and is told to whoever chose merged changes."""

    activity: str  # of Activity.Kind
    coverage: str  # of Coverage.Kind
    graphql_field: str  # empty: not part of the query
    page: str  # in addresses on github.com, behind the repository and before the activity's key
    choices: dict[str, str]  # Activity.Action to what a reader chooses (subscribers.models.selection.Kind)


COMMITS = ActivityKind("commit", "commits", "commits", "commit", {"pushed": "merged"})
PULL_REQUESTS = ActivityKind(
    "pull_request",
    "pull_requests",
    "pullRequests",
    "pull",
    {"merged": "merged", "opened": "opened", "closed": "opened"},
)
ISSUES = ActivityKind("issue", "issues", "issues", "issues", {"opened": "issues", "closed": "issues"})
RELEASES = ActivityKind("release", "releases", "releases", "releases/tag", {"published": "releases"})

# No list of a day's query: GitHub gives advisories over REST only, and not every GitHub has them.
ADVISORIES = ActivityKind("advisory", "advisories", "", "security/advisories", {"published": "releases"})

# A reader's choice that no kind of activity makes: what merged changes moved in an interface (digest.interface).
INTERFACE = "interface"

TABLE = (COMMITS, PULL_REQUESTS, ISSUES, RELEASES, ADVISORIES)
BY_ACTIVITY = {kind.activity: kind for kind in TABLE}
BY_COVERAGE = {kind.coverage: kind for kind in TABLE}
COVERED = tuple(BY_COVERAGE)  # as Coverage.Kind has them, in the order in which they are shown
IN_QUERY = tuple(kind.coverage for kind in TABLE if kind.graphql_field)


def choice_of(kind: str, action: str) -> str:
    """What a reader must have chosen to be told of such an activity."""
    return BY_ACTIVITY[kind].choices[action]


def coverage_of(choices: Iterable[str] = ()) -> frozenset[str]:
    """The kinds of coverage on which these choices of a reader rest; none chosen means all."""
    wanted = set(choices)
    if INTERFACE in wanted:
        wanted.add(PULL_REQUESTS.choices["merged"])
    return frozenset(kind.coverage for kind in TABLE if not wanted or wanted & set(kind.choices.values()))
