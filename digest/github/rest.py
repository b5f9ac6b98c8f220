"""A repository's day without a token: plain REST lists, which name neither files nor links."""

from dataclasses import replace
from datetime import timedelta

from digest.github.mapping import row_commit, row_file, row_item, row_pull, row_release
from digest.github.types import (
    FoundActivity,
    GitHubError,
    RepositoryDay,
    covered,
    fetch_or_error,
    is_known,
    moment,
    within,
)
from digest.kinds import COVERED

RELEASE_SPAN = timedelta(days=30)  # releases are sorted by the date of their tag, which may be older than they are
DIRECT_PUSHES = 50  # requests a repository-day for the files of commits that no pull request brought
FAILURES = 3  # of these, after which the rest is not asked for: each has been tried several times


def read_day(hub, found, window, kinds=COVERED, known=frozenset()):
    """The RepositoryDay of a FoundRepository in a Window: these kinds, without the commits whose SHAs are known.

    What GitHub refuses is named in the coverage.
    """
    rows, errors = read_lists(hub, f"/repos/{found.full_name}", window, kinds)
    rows["commits"] = [row for row in rows["commits"] if not is_known(row.key, known)]
    trouble = "archived" if found.archived else ""
    if errors.get("commits") and errors["commits"].reason == "empty":
        trouble, errors["commits"] = "empty", None
    gaps = {kind: "no_token_no_files" for kind in ("commits", "pull_requests") if rows[kind]}
    return RepositoryDay(
        activities=tuple(row for kind in kinds for row in rows[kind]),
        coverage=tuple(covered(kind, rows[kind], errors[kind], gaps.get(kind), trouble) for kind in kinds),
        trouble=trouble,
    )


def read_lists(hub, path, window, kinds):
    """(kind → rows, kind → the GitHubError that kept them from us or None) of these kinds."""
    rows: dict[str, list[FoundActivity]] = {kind: [] for kind in COVERED}
    errors: dict[str, GitHubError | None] = {}
    if not {"issues", "pull_requests"}.isdisjoint(kinds):
        items, error = fetch_or_error(hub, lambda: read_items(hub, path, window))
        rows["pull_requests"] = [row for row in items if row.kind == "pull_request"]
        rows["issues"] = [row for row in items if row.kind == "issue"]
        errors |= {"pull_requests": error, "issues": error}
    if "releases" in kinds:
        rows["releases"], errors["releases"] = fetch_or_error(hub, lambda: read_releases(hub, path, window))
    if "commits" in kinds:
        merged = {row.number for row in rows["pull_requests"] if row.action == "merged"}
        rows["commits"], errors["commits"] = fetch_or_error(hub, lambda: read_commits(hub, path, window, merged))
    return rows, errors


def read_commits(hub, path, window, known_pulls):
    window = window.of_commits
    parameters = {"since": window.since, "until": window.until, "per_page": 100}
    rows = each(hub, f"{path}/commits", parameters, lambda row: row)
    numbers = pulls_of(rows, known_pulls)
    return within([row_commit(row, numbers.get(row["sha"])) for row in rows], window)


def pulls_of(rows, known_pulls):
    """SHA to the number of the pull request that brought it: by its subject, or by the merge that joined its branch."""
    parents = {row["sha"]: [parent["sha"] for parent in row["parents"]] for row in rows}
    numbers = {row["sha"]: number for row in rows if (number := row_pull(row, known_pulls))}
    for row in reversed(rows):  # the oldest merge of a commit is the one that brought it
        if row["sha"] in numbers and len(parents[row["sha"]]) > 1:
            before, branch, *_octopus = parents[row["sha"]]
            for sha in ancestors(branch, parents) - ancestors(before, parents):
                numbers.setdefault(sha, numbers[row["sha"]])
    return numbers


def ancestors(sha, parents):
    """The commit and those before it, as far as they were listed."""
    found, left = set(), [sha]
    while left:
        sha = left.pop()
        if sha in parents and sha not in found:
            found.add(sha)
            left += parents[sha]
    return found


def read_items(hub, path, window):
    """Issues and pull requests: /issues lists both, so that one list does where /pulls would be a second one."""
    # Ascending, so that what is touched while we read comes again at the end.
    parameters = {"state": "all", "since": window.since, "sort": "updated", "direction": "asc", "per_page": 100}
    found = each(hub, f"{path}/issues", parameters, lambda row: row_item(row, window))
    return list({row.natural_key: row for rows in found for row in rows}.values())


def read_releases(hub, path, window):
    found = []
    for rows in hub.pages(f"{path}/releases", {"per_page": 30}):
        found += [release for row in rows for release in row_release(row, window)]
        if rows and moment(rows[-1]["created_at"]) < window.start - RELEASE_SPAN:
            break
    return found


def each(hub, path, parameters, read):
    """`read` of every row of a paged list."""
    found = []
    for rows in hub.pages(path, parameters):
        found += [read(row) for row in rows]
    return found


def with_files(hub, found, commits):
    """(the commits, with the files of those that have none yet; the code of the reason why some still lack them or "").

    Each costs a request of its own, so at most DIRECT_PUSHES of them are asked for.
    """
    done: list[FoundActivity] = []
    reasons: list[str] = []
    asked = 0
    for commit in commits:
        if commit.files_total is None and asked < DIRECT_PUSHES and len(reasons) < FAILURES:
            asked += 1
            full, error = fetch_or_error(hub, lambda commit=commit: read_files(hub, found, commit))
            commit, reasons = full or commit, reasons + ([error.reason] if error else [])
        done.append(commit)
    is_cut = any(row.files_total is None or len(row.files) < row.files_total for row in done)
    return done, reasons[-1] if reasons else "files_cut" if is_cut else ""


def read_files(hub, found, commit):
    files = []
    for page in hub.pages(f"/repos/{found.full_name}/commits/{commit.key}", {"per_page": 100}, key="files"):
        files += [row_file(row) for row in page]
    return replace(commit, files=tuple(files), files_total=len(files))
