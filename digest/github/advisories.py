"""The security advisories that a repository has published, over REST: GraphQL knows those of packages only."""

from collections.abc import Mapping
from typing import Any

from digest.github.mapping import row_advisory
from digest.github.types import (
    Client,
    FoundActivity,
    FoundCoverage,
    FoundRepository,
    GitHubError,
    Window,
    covered,
    fetch_or_error,
    moment,
)


def read_advisories(
    client: Client, found: FoundRepository, window: Window
) -> tuple[list[FoundActivity], FoundCoverage]:
    """(the advisories of the window, their FoundCoverage). What GitHub refuses, or has no list for, is named in it.

    Without a token its few requests an hour are kept for the lists.
    """
    if not client.has_token:
        return [], covered("advisories", [], None, "no_token_no_advisories", "")
    rows, error = fetch_or_error(client, lambda: _published(client, found, window))
    if error and error.reason == "not_found":  # the repository itself was read a moment ago
        return [], covered("advisories", [], None, "no_advisories", "")
    return rows, covered("advisories", rows, error, "", "")


def _published(client: Client, found: FoundRepository, window: Window) -> list[FoundActivity]:
    """Newest first, up to the first that is older than the window."""
    parameters = {"state": "published", "sort": "published", "direction": "desc", "per_page": 100}
    rows: list[FoundActivity] = []
    for page in client.pages(f"/repos/{found.full_name}/security-advisories", parameters):
        rows += [advisory for row in page for advisory in row_advisory(row, window)]
        if any(_is_older(row, window) for row in page):
            break
    return rows


def _is_older(row: Mapping[str, Any], window: Window) -> bool:
    published_at = moment(row["published_at"])
    if published_at is None:
        raise GitHubError("an advisory without a date", reason="broken_answer")
    return published_at < window.start
