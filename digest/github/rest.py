"""A repository's day without a token: plain REST lists, which name neither files nor links."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from digest.github.mapping import row_commit, row_file, row_item, row_pull, row_release
from digest.github.types import (
    Client,
    FoundActivity,
    FoundRepository,
    GitHubError,
    RepositoryDay,
    Window,
    covered,
    fetch_or_error,
    is_known,
    moment,
    within,
)
from digest.kinds import COVERED, IN_QUERY

RELEASE_SPAN = timedelta(days=30)  # releases are sorted by the date of their tag, which may be older than they are
MAX_DIRECT_COMMITS = 50  # requests a repository-day for the files of commits that no pull request brought
MAX_FAILURES = 3  # of these, after which the rest is not asked for: each has been tried several times
T = TypeVar("T")


def read_day(
    client: Client,
    found: FoundRepository,
    window: Window,
    kinds: Sequence[str] = IN_QUERY,
    known: Collection[str] = frozenset(),
) -> RepositoryDay:
    """The RepositoryDay of a FoundRepository in a Window: these kinds (of IN_QUERY), without commits that are known.

    What GitHub refuses is named in the coverage.
    """
    rows, errors = read_lists(client, f"/repos/{found.full_name}", window, kinds)
    rows["commits"] = [row for row in rows["commits"] if not is_known(row.key, known)]
    trouble = _trouble(found, errors)
    gaps = {kind: "no_token_no_files" for kind in ("commits", "pull_requests") if rows[kind]}
    return RepositoryDay(
        activities=tuple(row for kind in kinds for row in rows[kind]),
        coverage=tuple(covered(kind, rows[kind], errors[kind], gaps.get(kind), trouble) for kind in kinds),
        trouble=trouble,
    )


def _trouble(found, errors):
    """A code of Repository.Trouble. GitHub answers for the commits of an empty repository with an error; it is none."""
    of_commits = errors.get("commits")
    if of_commits and of_commits.reason == "empty":
        errors["commits"] = None
        return "empty"
    return "archived" if found.archived else ""


def read_lists(
    client: Client, path: str, window: Window, kinds: Collection[str]
) -> tuple[dict[str, list[FoundActivity]], dict[str, GitHubError | None]]:
    """(kind → rows, kind → the GitHubError that kept them from us or None) of these kinds."""
    rows: dict[str, list[FoundActivity]] = {kind: [] for kind in COVERED}
    errors: dict[str, GitHubError | None] = {}
    if not {"issues", "pull_requests"}.isdisjoint(kinds):
        items, error = fetch_or_error(client, lambda: read_items(client, path, window))
        rows["pull_requests"] = [row for row in items if row.kind == "pull_request"]
        rows["issues"] = [row for row in items if row.kind == "issue"]
        errors |= {"pull_requests": error, "issues": error}
    if "releases" in kinds:
        rows["releases"], errors["releases"] = fetch_or_error(client, lambda: read_releases(client, path, window))
    if "commits" in kinds:
        merged = {row.number for row in rows["pull_requests"] if row.number and row.action == "merged"}
        rows["commits"], errors["commits"] = fetch_or_error(client, lambda: read_commits(client, path, window, merged))
    return rows, errors


def read_commits(client: Client, path: str, window: Window, known_pulls: Collection[int]) -> list[FoundActivity]:
    window = window.of_commits
    parameters = {"since": window.since, "until": window.until, "per_page": 100}
    rows = each(client, f"{path}/commits", parameters, lambda row: row)
    numbers = pulls_of(rows, known_pulls)
    return within([row_commit(row, numbers.get(row["sha"])) for row in rows], window)


def pulls_of(rows: list[dict[str, Any]], known_pulls: Collection[int]) -> dict[str, int]:
    """SHA to the number of the pull request that brought it: by its subject, or by the merge that joined its branch."""
    parents = {row["sha"]: [parent["sha"] for parent in row["parents"]] for row in rows}
    numbers = {row["sha"]: number for row in rows if (number := row_pull(row, known_pulls))}
    for row in reversed(rows):  # the oldest merge of a commit is the one that brought it
        if row["sha"] in numbers and len(parents[row["sha"]]) > 1:
            before, branch, *_octopus = parents[row["sha"]]
            for sha in ancestors(branch, parents) - ancestors(before, parents):
                numbers.setdefault(sha, numbers[row["sha"]])
    return numbers


def ancestors(sha: str, parents: Mapping[str, list[str]]) -> set[str]:
    """The commit and those before it, as far as they were listed."""
    found, left = set(), [sha]
    while left:
        sha = left.pop()
        if sha in parents and sha not in found:
            found.add(sha)
            left += parents[sha]
    return found


def read_items(client: Client, path: str, window: Window) -> list[FoundActivity]:
    """Issues and pull requests: /issues lists both, so that one list does where /pulls would be a second one."""
    # Ascending, so that what is touched while we read comes again at the end.
    parameters = {"state": "all", "since": window.since, "sort": "updated", "direction": "asc", "per_page": 100}
    found = each(client, f"{path}/issues", parameters, lambda row: row_item(row, window))
    return list({row.natural_key: row for rows in found for row in rows}.values())


def read_releases(client: Client, path: str, window: Window) -> list[FoundActivity]:
    found = []
    for rows in client.pages(f"{path}/releases", {"per_page": 30}):
        found += [release for row in rows for release in row_release(row, window)]
        if rows and moment(rows[-1]["created_at"]) < window.start - RELEASE_SPAN:
            break
    return found


def each(client: Client, path: str, parameters: Mapping[str, object], read: Callable[[dict[str, Any]], T]) -> list[T]:
    """`read` of every row of a paged list."""
    found = []
    for rows in client.pages(path, parameters):
        found += [read(row) for row in rows]
    return found


def with_files(
    client: Client, found: FoundRepository, commits: Iterable[FoundActivity]
) -> tuple[list[FoundActivity], str]:
    """(the commits, with the files of those that have none yet; the code of the reason why some still lack them or "").

    Each costs a request of its own, so at most MAX_DIRECT_COMMITS of them are asked for.
    """
    done: list[FoundActivity] = []
    reasons: list[str] = []
    asked = 0
    for commit in commits:
        if commit.files_total is None and asked < MAX_DIRECT_COMMITS and len(reasons) < MAX_FAILURES:
            asked += 1
            full, error = fetch_or_error(client, partial(read_files, client, found, commit))
            commit, reasons = full or commit, reasons + ([error.reason] if error else [])
        done.append(commit)
    is_cut = any(row.files_total is None or len(row.files) < row.files_total for row in done)
    return done, reasons[-1] if reasons else "files_cut" if is_cut else ""


def read_files(client: Client, found: FoundRepository, commit: FoundActivity) -> FoundActivity:
    files = []
    for page in client.pages(f"/repos/{found.full_name}/commits/{commit.key}", {"per_page": 100}, key="files"):
        files += [row_file(row) for row in page]
    return replace(commit, files=tuple(files), files_total=len(files))
