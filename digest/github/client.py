"""The door to GitHub: one client, one request at a time, and every failure said in our own words.

PyGithub and requests are imported where GitHub is asked: the web server and the senders hardly ever do.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from digest.github import graphql as github_graphql
from digest.github import rest
from digest.github.advisories import read_advisories
from digest.github.types import FoundRepository, GitHubError, RepositoryDay, Window
from digest.kinds import COVERED, IN_QUERY
from digest.text import clean

if TYPE_CHECKING:
    from github import GithubException

__all__ = ["GitHub", "GitHubError"]

logger = logging.getLogger(__name__)

API_VERSION = "2022-11-28"
T = TypeVar("T")
TIMEOUT = 15  # seconds to connect, and between two bytes
LONGEST_WAIT = 3600
MAX_PAGES = 40
TRIES = 3
UNREACHABLE_LIMIT = 6  # failures in a row after which GitHub counts as down: a hanging one costs TIMEOUT each
GRAPHQL_REASONS = {"RATE_LIMITED": "rate_limited", "FORBIDDEN": "forbidden", "INSUFFICIENT_SCOPES": "forbidden"}
STATUS_REASONS = {
    401: "bad_token",
    403: "forbidden",
    404: "not_found",
    409: "empty",
    410: "switched_off",
    451: "blocked",
}
PERMANENT = {*STATUS_REASONS.values()}


class GitHub:
    """Reads repositories and their days; a context manager, not to be shared between threads.

    Nothing here waits for a rate limit: GitHubError.retry_after says when to come back. Once GitHub has refused the
    token, named a limit, or could not be reached several times in a row, it is not asked again.
    """

    pause = 1  # seconds before the second try of what may be a hiccup; the third waits twice as long

    def __init__(self):
        import github

        token = settings.GITHUB_TOKEN
        self.has_token = bool(token)
        self._stopped_by = None
        self._unreachable = 0
        # PyGithub's own retries sleep as long as GitHub says, half an hour and more; its throttles wait needlessly.
        self._client = github.Github(
            auth=github.Auth.Token(token) if token else None,
            base_url=settings.GITHUB_API_URL,
            timeout=TIMEOUT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            user_agent="ai-infra-daily",
            api_version=API_VERSION,
        )

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._client.close()

    def repository(self, full_name: str, github_id: int | None = None) -> FoundRepository:
        """The repository of this id, or else of this name; renames are followed. Raises GitHubError."""
        # A name may have been taken over by a stranger since; the id stays with the project.
        path = f"/repositories/{github_id}" if github_id else f"/repos/{full_name}"
        return self.try_each(range(TRIES), lambda _number: self._repository_at(path))

    def _repository_at(self, path):
        with self.translated():
            data = self._get(path)[1]
            return FoundRepository(
                full_name=data["full_name"],
                github_id=data["id"],
                description=clean(data["description"]),
                default_branch=data["default_branch"],
                archived=data["archived"],
                private=data["private"],
            )

    def day(
        self,
        found: FoundRepository,
        starts_at: datetime,
        ends_at: datetime,
        early: datetime | None = None,
        known: Collection[str] = frozenset(),
    ) -> RepositoryDay:
        """The RepositoryDay of a FoundRepository in [starts_at, ends_at); also the commits since `early`
        whose SHA (or its beginning) is not in `known`.

        With a token GraphQL gives files and links between commits, pull requests and issues; without one the REST
        lists must do. A kind that fails is named in the coverage and does not stop the others.
        """
        return self._read_day(found, Window.of(starts_at, ends_at, early), COVERED, known)

    def late(
        self,
        found: FoundRepository,
        starts_at: datetime,
        ends_at: datetime,
        kinds: Sequence[str],
        known: Collection[str],
    ) -> RepositoryDay:
        """As day(), but only these kinds, and without the commits whose SHA (or its beginning) is in `known`."""
        return self._read_day(found, Window.of(starts_at, ends_at), kinds, known)

    def _read_day(self, found, window, kinds, known):
        """The lists by GraphQL or REST, then the advisories, which only REST has."""
        reader = github_graphql if self.has_token else rest
        day = reader.read_day(self, found, window, [kind for kind in kinds if kind in IN_QUERY], known)
        if "advisories" not in kinds:
            return day
        advisories, read = read_advisories(self, found, window)
        return replace(day, activities=(*day.activities, *advisories), coverage=(*day.coverage, read))

    def pages(self, path: str, parameters: Mapping[str, object], key: str | None = None) -> Iterator[list[Any]]:
        """Yields the list at this path (or below `key` in the object there), page by page, as GitHub links them.

        Raises GitHubError, with reason too_much after MAX_PAGES pages.
        """
        for _number in range(MAX_PAGES):
            headers, answer = self._page(path, parameters)
            with self.translated():
                rows = answer[key] if key else answer
            if not isinstance(rows, list):
                raise GitHubError(f"{path}: not a list", reason="broken_answer")
            yield rows
            path, parameters = next_page(headers) or "", {}
            if not path:
                return
        raise GitHubError("more pages than we read", reason="too_much", permanent=True)

    def _page(self, path: str, parameters: Mapping[str, object]) -> Any:
        return self.try_each(range(TRIES), lambda _number: self._get(path, parameters or None))

    def graphql(self, query: str, variables: Mapping[str, object], optional: Collection[str] = ()) -> dict[str, Any]:
        """The data of one GraphQL query, asked once; errors below fields named in `optional` only cost these fields."""
        import github

        with self._asking() as requester:
            try:
                answer = requester.graphql_query(query, variables)[1]
            except github.GithubException as error:
                answer = error.data
                if not is_usable(answer, optional):
                    raise
            return dict(answer["data"])  # a page of HTML is no dict

    def try_each(self, options: Sequence[int], ask: Callable[[int], T]) -> T:
        """ask(option) of the first option with which it works; the last error where none does, or asking is no use."""
        for number, option in enumerate(options[:-1], 1):
            try:
                return ask(option)
            except GitHubError as error:
                if error.permanent or self._stopped_by:
                    raise
            time.sleep(self.pause * number)
        return ask(options[-1])

    def _get(self, path, parameters=None):
        with self._asking() as requester:
            return requester.requestJsonAndCheck("GET", path, parameters)

    @contextmanager
    def _asking(self):
        if self._stopped_by:
            raise self._stopped_by
        with self.translated():
            yield self._client.requester
            self._unreachable = 0

    @contextmanager
    def translated(self) -> Iterator[None]:
        """A context that turns whatever PyGithub and requests raise into GitHubError."""
        import github
        import requests

        try:
            yield
        except github.GithubException as error:
            raise self._note(from_github(error)) from error
        except requests.RequestException as error:
            raise self._note(GitHubError(type(error).__name__, reason="unreachable")) from error
        except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RuntimeError) as error:
            # PyGithub lets these out for cut JSON, HTML with status 200 and redirects to other hosts.
            logger.warning("unreadable answer from GitHub: %r", error)
            raise self._note(GitHubError(repr(error), reason="broken_answer")) from error

    def _note(self, error):
        self._unreachable = self._unreachable + 1 if error.reason == "unreachable" else 0
        if error.reason in ("rate_limited", "bad_token") or self._unreachable >= UNREACHABLE_LIMIT:
            self._stopped_by = error
        return error


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the page behind this one, from the Link header; None on the last."""
    import requests

    links = requests.utils.parse_header_links(headers.get("link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def is_usable(answer: Any, optional: Collection[str]) -> bool:
    """Whether a GraphQL answer has data, and errors only below optional fields."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if not errors or not answer.get("data"):
        return False
    return all(set(optional) & set(error.get("path") or ()) for error in errors)


def from_github(error: "GithubException") -> GitHubError:
    """Our word for an error that GitHub answered with."""
    data = error.data if isinstance(error.data, dict) else {}
    reason = reason_of(error, data)
    permanent = reason in PERMANENT
    retry_after = wait_of(error.headers or {}) if reason == "rate_limited" else None
    message = clean(data.get("message") or first_error(data).get("message") or "", 200)
    return GitHubError(f"{error.status} {message}".strip(), reason=reason, permanent=permanent, retry_after=retry_after)


def first_error(data: dict[str, Any]) -> dict[str, Any]:
    return (data.get("errors") or [{}])[0]


def reason_of(error: "GithubException", data: dict[str, Any]) -> str:
    """The code of digest.coverage_reasons for an error that GitHub answered with."""
    import github

    if data.get("errors") and error.status == 400:  # PyGithub's status for errors inside a GraphQL answer
        return GRAPHQL_REASONS.get(first_error(data).get("type") or "", "unavailable")
    if isinstance(error, github.RateLimitExceededException) or error.status == 429:
        return "rate_limited"
    if error.status == 403 and (data.get("block") or "blocked" in str(data.get("message")).lower()):
        return "blocked"
    return STATUS_REASONS.get(error.status, "unavailable")


def wait_of(headers: Mapping[str, str]) -> int:
    """Seconds that GitHub asks us to wait, between 1 and LONGEST_WAIT; a minute where it does not say."""
    headers = {name.lower(): value for name, value in headers.items()}
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if after.isdigit():
        seconds = int(after)
    elif headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        seconds = int(reset) - int(time.time())
    else:
        seconds = 60
    return max(1, min(seconds, LONGEST_WAIT))
