"""Lists of repositories to choose from: those of an organisation, and those that a person has given a star.

As GitHub documents "List organization repositories" and "List repositories starred by a user".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digest.github.types import Client, GitHubError
from digest.text import clean

PAGE, MAX_LISTED = 100, 300  # repositories
MAX_DESCRIPTION = 200  # characters
LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")  # GitHub's rule: at most 39 letters, digits and hyphens


@dataclass(frozen=True, slots=True)
class ListedRepository:
    """A public repository as a list has it."""

    full_name: str
    github_id: int
    description: str
    archived: bool
    stars: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The first MAX_LISTED; `is_cut` where there are more."""

    repositories: tuple[ListedRepository, ...]
    is_cut: bool


def of_organisation(client: Client, login: str) -> Listing:
    """Its own repositories without forks, the one with the newest commit first. Raises GitHubError."""
    return _read(client, f"/orgs/{_checked(login)}/repos", {"type": "sources", "sort": "pushed", "direction": "desc"})


def starred_by(client: Client, login: str) -> Listing:
    """What this person gave a star, the newest first. Raises GitHubError."""
    return _read(client, f"/users/{_checked(login)}/starred", {"sort": "created", "direction": "desc"})


def _checked(login: str) -> str:
    """It becomes a part of an address."""
    if not LOGIN.fullmatch(login):
        raise GitHubError("not a login", reason="not_found", permanent=True)
    return login


def _read(client: Client, path: str, parameters: Mapping[str, object]) -> Listing:
    rows: list[ListedRepository] = []
    for page in client.pages(path, {**parameters, "per_page": PAGE}):
        if len(rows) >= MAX_LISTED:
            return Listing(tuple(rows[:MAX_LISTED]), True)
        with client.translated():
            rows += [_listed(row) for row in page if not row["private"]]
    return Listing(tuple(rows[:MAX_LISTED]), len(rows) > MAX_LISTED)


def _listed(row: Mapping[str, Any]) -> ListedRepository:
    description = clean(row["description"], MAX_DESCRIPTION)
    return ListedRepository(row["full_name"], row["id"], description, row["archived"], row["stargazers_count"])
