"""A selection from the names that somebody typed: query parameters of the archive, or options of a command."""

from collections.abc import Sequence

from digest.models import Repository, Topic
from subscribers.models import Selection
from subscribers.models.selection import Threshold
from subscribers.preferences import Preferences

MAX_NAMES = 200  # repositories, or topics, of one selection that somebody typed


class UnknownName(ValueError):
    """A repository or topic that this newsletter does not have; its text is the name."""


class TooManyNames(ValueError):
    """More repositories or topics than anybody would choose by typing; its text says how many there may be."""


def selection_from_names(
    language: str,
    repositories: Sequence[str] = (),
    topics: Sequence[str] = (),
    threshold: str = Threshold.EVERYTHING.value,
) -> Selection:
    """An unsaved Selection for these full names (any case) and topic slugs; none of a sort means all of it.

    Raises UnknownName, or TooManyNames before anything is looked up.
    """
    if max(len(repositories), len(topics)) > MAX_NAMES:
        raise TooManyNames(f"at most {MAX_NAMES} repositories and {MAX_NAMES} topics")
    ids = {row.full_name.lower(): row.pk for row in Repository.objects.all()} if repositories else {}
    slugs = set(Topic.objects.values_list("slug", flat=True)) if topics else set()
    for name in [name for name in repositories if name.lower() not in ids] + sorted(set(topics) - slugs):
        raise UnknownName(name)
    chosen = tuple(sorted({ids[name.lower()] for name in repositories}))
    return Preferences(language, chosen, tuple(sorted(set(topics))), threshold=threshold).unsaved_selection()
