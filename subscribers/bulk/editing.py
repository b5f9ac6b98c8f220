"""One change to many readers: what is said is changed, and everything else stays each reader's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from subscribers.models import Subscriber


@dataclass(frozen=True, slots=True)
class Change:
    """None leaves a choice as it is; an empty list of repositories or topics is all, later ones too.

    `more_repositories` come to those that a reader chose; who has all has them already.
    """

    language: str | None = None
    repositories: tuple[int, ...] | None = None
    more_repositories: tuple[int, ...] = ()
    topics: tuple[str, ...] | None = None
    minute: int | None = None

    @property
    def is_nothing(self) -> bool:
        return self == Change()


def apply(change: Change, readers: Iterable[Subscriber]) -> list[Subscriber]:
    """Change these readers, each in a transaction of its own; their open mails follow. Returns whom it changed."""
    return [reader for reader in readers if _apply_to(change, reader)]


@transaction.atomic
def _apply_to(change: Change, reader: Subscriber) -> bool:
    before = (reader.selection_id, reader.minute)
    if change.minute is not None:
        reader.minute = change.minute
    repositories = change.repositories
    if change.more_repositories and reader.selection.repositories:
        repositories = (*reader.selection.repositories, *change.more_repositories)
    reader.choose(change.language, repositories, change.topics)
    return (reader.selection_id, reader.minute) != before
