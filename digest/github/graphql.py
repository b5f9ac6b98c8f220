"""A repository's day with a token: one GraphQL query for the four lists, one more for the pull requests in them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any

from digest.github.mapping import node_commit, node_issue, node_pull, node_release, pull_of_commit
from digest.github.queries import DAY, FILES, OPTIONAL, PULLS
from digest.github.rest import RELEASE_SPAN, with_files
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
from digest.kinds import BY_COVERAGE, IN_QUERY

PAGE_SIZES = (50, 25, 10)  # items a page: GitHub gives up after ten seconds, so each further try asks for less
PULLS_PER_QUERY = (20, 5)
MAX_PAGES = 40
Node = dict[str, Any]  # of a GraphQL answer
NO_PAGE = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


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
    reader = DayReader(client, found, window)
    nodes, errors = reader.lists(kinds)
    new = [node for node in nodes["commits"] if not is_known(node["oid"], known)]
    pulls, errors["pull_requests"] = _first_error(reader.pulls(new, nodes["pull_requests"]), errors, "pull_requests")
    readers = {
        "commits": lambda: reader.commits(new, pulls),
        "pull_requests": lambda: rows_of(pulls.values(), lambda node: node_pull(node, found, window)),
        "issues": lambda: rows_of(nodes["issues"], lambda node: node_issue(node, window)),
        "releases": lambda: rows_of(nodes["releases"], lambda node: node_release(node, window)),
    }
    rows = {}
    for kind in kinds:
        rows[kind], errors[kind] = _first_error(fetch_or_error(client, readers[kind]), errors, kind)
    rows["commits"], files_reason = with_files(client, found, rows.get("commits", ()))
    gaps = {"commits": files_reason, "pull_requests": "files_cut" if is_cut(rows.get("pull_requests", ())) else ""}
    return _day(kinds, rows, errors, gaps, "empty" if reader.is_empty else "archived" if found.archived else "")


def _first_error(answer, errors, kind):
    """(rows, error) of this answer; an error of this kind that came before stays."""
    rows, error = answer
    return rows, errors.get(kind) or error


def _day(kinds, rows, errors, gaps, trouble):
    """Rows of a kind that GitHub broke off are not told as all there were."""
    return RepositoryDay(
        activities=tuple(row for kind in kinds if not errors[kind] for row in rows[kind]),
        coverage=tuple(covered(kind, rows[kind], errors[kind], gaps.get(kind), trouble) for kind in kinds),
        trouble=trouble,
    )


def rows_of(nodes: Iterable[Node], read: Callable[[Node], list[FoundActivity]]) -> list[FoundActivity]:
    """`read` gives several rows of each node; all of them in one list."""
    return [row for node in nodes for row in read(node)]


def is_cut(rows: Iterable[FoundActivity]) -> bool:
    return any(len(row.files) < (row.files_total or 0) for row in rows)


class DayReader:
    """One repository, one window, and the pages read so far."""

    def __init__(self, client, found, window):
        self.client, self.found, self.window = client, found, window
        self.is_empty = False

    def lists(self, kinds: Sequence[str]) -> tuple[dict[str, list[Node]], dict[str, GitHubError | None]]:
        """(kind → nodes, kind → the GitHubError that kept them from us)."""
        nodes: dict[str, list[Node]] = {kind: [] for kind in IN_QUERY}
        errors: dict[str, GitHubError | None] = {}
        read, error = fetch_or_error(self.client, lambda: self._read(kinds))
        if not error:
            return nodes | read, errors
        for kind in kinds:  # each alone, so that one does not take the others along
            read, errors[kind] = fetch_or_error(self.client, partial(self._read, [kind]))
            nodes |= read or {}
        return nodes, errors

    def _read(self, kinds):
        nodes: dict[str, list[Node]] = {kind: [] for kind in kinds}
        after: dict[str, str | None] = {}
        wanted = list(kinds)
        for _number in range(MAX_PAGES):
            repository = self._ask(wanted, after)
            for kind in list(wanted):
                page = page_of(repository, kind)
                nodes[kind] += page["nodes"]
                after[kind] = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"] or self._is_past(kind, page["nodes"]):
                    wanted.remove(kind)
            if not wanted:
                return nodes
        raise GitHubError(f"more {wanted} than we read", reason="too_much", permanent=True)

    def _ask(self, kinds, after):
        owner, name = self.found.full_name.split("/")
        variables = {"owner": owner, "name": name, "until": self.window.until}
        variables["since"] = self.window.of_commits.since
        variables["updated"] = self.window.since
        for kind in IN_QUERY:
            field = BY_COVERAGE[kind].graphql_field
            variables[field] = kind in kinds
            variables["after" + field[0].upper() + field[1:]] = after.get(kind)
        repository = self._ask_for_less(variables)
        if repository is None or repository["databaseId"] != self.found.github_id:
            raise GitHubError(f"{self.found.full_name} is not what it was", reason="not_found", permanent=True)
        self.is_empty = repository["isEmpty"]
        return repository

    def _ask_for_less(self, variables):
        def ask(size):
            sizes = {"size": size, "many": min(100, 2 * size), "few": size // 2}
            return self.client.graphql(DAY, variables | sizes)["repository"]

        return self.client.try_each(PAGE_SIZES, ask)

    def _is_past(self, kind, nodes):
        """Whether a list that is sorted from new to old has left the window."""
        oldest = nodes[-1] if nodes else None
        if kind == "pull_requests":
            return oldest and moment(oldest["updatedAt"]) < self.window.start
        return kind == "releases" and oldest and moment(oldest["createdAt"]) < self.window.start - RELEASE_SPAN

    def _pull_of(self, commit):
        return pull_of_commit(commit, self.found.github_id)

    def pulls(self, commits: list[Node], listed: list[Node]) -> tuple[dict[int, Node], GitHubError | None]:
        """(number → pull request with its files, the GitHubError that kept the rest from us or None)."""
        read: dict[int, dict] = {}
        return read, fetch_or_error(self.client, lambda: self._read_pulls(self._wanted_pulls(commits, listed), read))[1]

    def _wanted_pulls(self, commits, listed):
        """The ids of those that were opened or merged in the window, or brought one of the commits."""
        moments = {node["id"]: (moment(node["createdAt"]), moment(node["mergedAt"])) for node in listed}
        wanted = {ident for ident, times in moments.items() if any(at in self.window for at in times)}
        return sorted(wanted | {pull["id"] for pull in map(self._pull_of, commits) if pull})

    def _read_pulls(self, ids, read):
        most = PULLS_PER_QUERY[0]
        for start in range(0, len(ids), most):
            for node in self._pull_nodes(ids[start : start + most]):
                read[node["number"]] = self._with_all_files(node)

    def _pull_nodes(self, ids):
        def ask(size):
            batches = [ids[start : start + size] for start in range(0, len(ids), size)]
            return [node for batch in batches for node in self.client.graphql(PULLS, {"ids": batch}, OPTIONAL)["nodes"]]

        return [node for node in self.client.try_each(PULLS_PER_QUERY, ask) if node]

    def _with_all_files(self, node):
        files = node["files"]
        for _number in range(MAX_PAGES):
            if not files["pageInfo"]["hasNextPage"]:
                break
            variables = {"id": node["id"], "after": files["pageInfo"]["endCursor"]}
            files = self.client.try_each((1, 2), lambda _n, v=variables: self.client.graphql(FILES, v))["node"]["files"]
            node["files"]["nodes"] += files["nodes"]
        return node

    def commits(self, nodes: list[Node], pulls: dict[int, Node]) -> list[FoundActivity]:
        """The commits of the window, with files where their pull request has the same."""
        rows = []
        for node in nodes:
            small = self._pull_of(node)
            rows.append(node_commit(node, small, pulls.get(small["number"]) if small else None))
        return within(rows, self.window.of_commits)


def page_of(repository: Node, kind: str) -> Node:
    """The page of one kind in the answer to DAY; a repository without a branch has no commits."""
    if kind != "commits":
        return repository[BY_COVERAGE[kind].graphql_field]
    branch = repository["defaultBranchRef"]
    return branch["target"]["history"] if branch else NO_PAGE
