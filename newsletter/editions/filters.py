"""A selection from the names that somebody typed: query parameters of the archive, or options of a command."""

from collections.abc import Sequence

from digest.models import Repository, Topic
from subscribers.models import Selection


class UnknownName(ValueError):
    """A repository or topic that this newsletter does not have; its text is the name."""


def selection_from_names(language: str, repositories: Sequence[str] = (), topics: Sequence[str] = ()) -> Selection:
    """An unsaved Selection for these full names (any case) and topic slugs; none of a sort means all of it.

    Raises UnknownName.
    """
    ids = {row.full_name.lower(): row.pk for row in Repository.objects.all()} if repositories else {}
    slugs = set(Topic.objects.values_list("slug", flat=True)) if topics else set()
    for name in [name for name in repositories if name.lower() not in ids] + sorted(set(topics) - slugs):
        raise UnknownName(name)
    chosen = sorted({ids[name.lower()] for name in repositories})
    return Selection(language=language, repositories=chosen, topics=sorted(set(topics)))
