"""Repositories to choose from before any is tracked: an organisation's, or those that a person has given a star."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest.coverage_reasons import reason_text
from digest.github.client import GitHub, GitHubError
from digest.github.listings import Listing, of_organisation, starred_by
from digest.tracking import TrackingError

ORGANISATION, STARS = "organisation", "stars"
KINDS: dict[str, str | Promise] = {
    ORGANISATION: _("Repositories of an organisation"),
    STARS: _("Stars of a person"),
}
READERS = {ORGANISATION: of_organisation, STARS: starred_by}


def read_listing(kind: str, login: str) -> Listing:
    """The list of one of KINDS that GitHub has for this login. Raises TrackingError."""
    try:
        with GitHub() as client:
            return READERS[kind](client, login)
    except GitHubError as error:
        is_unknown = error.reason == "not_found"
        unknown = _("GitHub knows nobody of this name, or not as what you chose.")
        raise TrackingError(str(unknown if is_unknown else reason_text(error.reason)), error.reason) from error
