"""What GitHub told us, as plain values: the words in which the GitHub door answers."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Protocol, Self, TypeVar

# GitHub's type is "Bot" for apps only; service accounts are ordinary users and give themselves away by their names.
BOT_LOGIN = re.compile(r"(\[bot\]|[-_]bot|^github-actions)$", re.IGNORECASE)

T = TypeVar("T")


class GitHubError(Exception):
    """What kept GitHub's answer from us.

    `reason` is a code of digest.coverage_reasons.REASONS; `permanent` means that asking again soon is of no use;
    `retry_after` is in seconds (at most an hour) where GitHub named a wait, else None.
    """

    def __init__(self, message, *, reason, permanent=False, retry_after=None):
        super().__init__(message)
        self.reason, self.permanent, self.retry_after = reason, permanent, retry_after


class Client(Protocol):
    """What reading needs of the GitHub client; each raises GitHubError."""

    has_token: bool

    def pages(self, path: str, parameters: Mapping[str, object], key: str | None = None) -> Iterator[list[Any]]: ...

    def graphql(
        self, query: str, variables: Mapping[str, object], optional: Collection[str] = ()
    ) -> dict[str, Any]: ...

    def try_each(self, options: Sequence[int], ask: Callable[[int], T]) -> T: ...

    def translated(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class FoundRepository:
    """A repository as GitHub names it today."""

    full_name: str
    github_id: int
    description: str
    default_branch: str
    archived: bool
    private: bool


@dataclass(frozen=True)
class FoundActivity:
    """One activity, with the names of the Activity model; empty, null or () is what GitHub did not tell."""

    kind: str
    action: str
    key: str
    title: str
    url: str
    occurred_at: datetime
    number: int | None = None
    body: str = ""
    author: str = ""
    is_bot: bool = False
    is_prerelease: bool = False
    labels: tuple = ()
    files: tuple = ()  # of dicts: path, additions, deletions
    files_total: int | None = None
    additions: int | None = None
    deletions: int | None = None
    pull_request: int | None = None
    merge_sha: str = ""
    closes: tuple = ()
    advisory: dict = field(default_factory=dict)  # severity, cve, packages: rows of name, affected, fixed
    branch: str = ""  # of a pull request: where it goes, if not to the default branch
    head: str = ""  # of a pull request: the branch that it comes from
    is_draft: bool = False
    close_reason: str = ""  # of a closed issue: "completed", "not_planned" or "duplicate"
    landed_at: datetime | None = None  # of a commit: when its pull request was merged; no field of the model

    @property
    def natural_key(self) -> tuple[str, str, str]:
        return self.kind, self.action, self.key

    def as_fields(self) -> dict[str, Any]:
        """Model field to value, with lists where the model keeps JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "landed_at"}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@dataclass(frozen=True)
class FoundCoverage:
    """How much of one kind was fetched: status "ok", "partial" or "failed", and the code of the reason."""

    kind: str
    status: str
    found: int = 0
    reason: str = ""


@dataclass(frozen=True)
class RepositoryDay:
    """All that was found of one repository in one window; `coverage` has one entry for each kind that was asked for."""

    activities: tuple
    coverage: tuple
    trouble: str = ""  # a code of Repository.Trouble


@dataclass(frozen=True)
class Window:
    """Half-open [start, end), in UTC: GitHub's clients write other zones as if they were UTC.

    Commits may be wanted since an earlier moment, `early`.
    """

    start: datetime
    end: datetime
    early: datetime | None = None

    @classmethod
    def of(cls, starts_at: datetime, ends_at: datetime, early: datetime | None = None) -> Self:
        return cls(starts_at.astimezone(UTC), ends_at.astimezone(UTC), early and early.astimezone(UTC))

    @property
    def of_commits(self) -> "Window":
        return Window(self.early or self.start, self.end)

    def __contains__(self, moment):
        return moment is not None and self.start <= moment < self.end

    @property
    def since(self) -> str:
        return stamp(self.start)

    @property
    def until(self) -> str:
        return stamp(self.end)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> Any:
    """GitHub's time as an aware datetime in UTC; None stays None."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def is_bot(login: str | None, actor_type: str = "") -> bool:
    return actor_type == "Bot" or bool(BOT_LOGIN.search(login or ""))


def covered(kind: str, rows: Sized, error: GitHubError | None, gap: str | None, remark: str) -> FoundCoverage:
    """The FoundCoverage of one kind: failed with its error, partial with the code of a gap, or ok with a remark."""
    if error:
        return FoundCoverage(kind, "failed", reason=error.reason)
    if gap:
        return FoundCoverage(kind, "partial", len(rows), gap)
    return FoundCoverage(kind, "ok", len(rows), remark)


def within(commits: Iterable[FoundActivity], window: Window) -> list[FoundActivity]:
    """The commits of the window. GitHub's `until` is inclusive; anything farther out means that it lost our filter."""
    if any(not window.start <= commit.occurred_at <= window.end for commit in commits):
        raise GitHubError("commits from outside the window", reason="broken_answer", permanent=True)
    return [commit for commit in commits if commit.occurred_at in window]


def is_known(sha: str, known: Collection[str]) -> bool:
    """Whether the SHA is among these; the sample day knows some only by their first seven characters."""
    return sha in known or sha[:7] in known


def fetch_or_error(client: Client, read: Callable[[], Any]) -> tuple[Any, GitHubError | None]:
    """(what was read, None), or ([], the GitHubError that kept it from us)."""
    try:
        with client.translated():
            return read(), None
    except GitHubError as error:
        return [], error
