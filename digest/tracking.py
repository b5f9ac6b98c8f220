"""Tracking a repository: from what an operator pastes to a row that GitHub has confirmed."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from digest.coverage_reasons import reason_text
from digest.github.client import GitHub
from digest.github.types import GitHubError
from digest.models import Repository
from digest.models.repository import FULL_NAME

# Pasted from the address line, from a clone command, or typed.
PASTED = re.compile(
    rf"(?:(?:https?://)?(?:www\.)?github\.com/|(?:ssh://)?git@github\.com[:/])?(?P<name>{FULL_NAME})(?:[/?#].*)?",
    re.IGNORECASE,
)


class TrackingError(Exception):
    """Why a repository cannot be tracked, in the operator's language; `reason` is GitHub's, by its code, or empty."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Tracked:
    """A repository that is tracked now; whether it was before, and whether its name is another than the one given."""

    repository: Repository
    was_tracked: bool
    has_moved: bool


def parse_repository(text: str) -> str:
    """ "owner/name" from that, or from a GitHub address. Raises ValueError with a translated message."""
    match = PASTED.fullmatch(text.strip())
    name = match["name"].removesuffix(".git") if match else ""
    if not name or name.split("/")[1] in ("", ".", ".."):
        raise ValueError(_("“%(text)s” is not a repository: write owner/name or its GitHub address.") % {"text": text})
    return name


def track(text: str, client: GitHub | None = None) -> Repository:
    """The Repository row of what was pasted, checked with GitHub and switched on; made where there is none.

    Raises TrackingError. `client` is an open GitHub client; without one it opens its own.
    """
    return track_and_tell(text, client).repository


def track_and_tell(text: str, client: GitHub | None = None) -> Tracked:
    """The same, with what it was before."""
    try:
        full_name = parse_repository(text)
        found = client.repository(full_name) if client else _ask(full_name)
    except ValueError as error:
        raise TrackingError(str(error)) from error
    except GitHubError as error:
        message = _("%(repository)s cannot be tracked: %(reason)s")
        text = message % {"repository": full_name, "reason": reason_text(error.reason)}
        raise TrackingError(text, error.reason) from error
    repository, was_tracked = _row_of(found)
    return Tracked(repository, was_tracked, found.full_name.lower() != full_name.lower())


def _ask(full_name):
    with GitHub() as client:
        return client.repository(full_name)


@transaction.atomic
def _row_of(found):
    same = Q(github_id=found.github_id) | Q(full_name__iexact=found.full_name)
    rows = sorted(Repository.objects.filter(same), key=lambda row: row.github_id != found.github_id)
    repository = rows[0] if rows else Repository()
    if len(rows) > 1 or repository.github_id not in (None, found.github_id):
        # Somebody else's project now has the name of one that we track, and whose new name we have not learnt yet.
        raise TrackingError(
            _("%(repository)s is the former name of another tracked repository; collect that one first.")
            % {"repository": found.full_name}
        )
    was_tracked = repository.pk is not None and repository.is_active
    repository.full_name, repository.github_id, repository.is_active = found.full_name, found.github_id, True
    repository.trouble = Repository.Trouble.ARCHIVED if found.archived else Repository.Trouble.NONE
    repository.save()
    return repository, was_tracked
