"""Reading a day's changed files before and after, comparing them, and keeping only what was found."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction

from digest import models
from digest.github.blobs import FoundBlob, read_blobs
from digest.github.client import GitHub
from digest.interface.commits import Unit, units_of
from digest.interface.compare import join_files
from digest.interface.isolation import Comparer
from digest.interface.types import Comparison, FilePair, InterfaceChange
from digest.models import Digest, InterfaceReading, Repository

logger = logging.getLogger(__name__)

MAX_FILES = 300  # of a repository's day
FILES_AT_ONCE = 10  # each is asked for twice, before and after, in one request
# What may be otherwise at the next attempt; every other reason lies in the file or the commit itself.
PASSING = frozenset(
    {"no_token", "no_files", "rate_limited", "unavailable", "unreachable", "broken_answer", "bad_token", "failed"}
)


def read_interfaces(digest: Digest, repositories: Iterable[Repository] | None = None) -> None:
    """Find the interface changes of all changes that the digest tells, or of these repositories' only.

    What was read once is not asked for again. One repository's failure does not stop the next; a published digest
    stays as it is. Without a token nothing is read, and each reading says so.
    """
    if digest.is_closed:
        return
    chosen = Repository.objects.active() if repositories is None else repositories
    with GitHub() as client:
        for repository in chosen:
            units = _unread_units(digest, repository)
            try:
                _read(digest, repository, units, client)
            except Exception:
                # A stranger's file has found a gap in what we know of Python: the day goes out without it, and says so.
                logger.exception("%s: interface not read", repository)
                _give_up(digest, units)


def _unread_units(digest, repository):
    done = InterfaceReading.objects.filter(is_final=True).values("activity")
    activities = list(digest.activities.filter(repository=repository).order_by("id"))
    final = set(done.filter(activity__in=activities).values_list("activity", flat=True))
    return [unit for unit in units_of(activities) if unit.activity.pk not in final]


def _read(digest, repository, units, client):
    if not settings.GITHUB_TOKEN:
        return _give_up(digest, units, "no_token")
    with Comparer() as comparer:
        for finding in findings(units, comparer, lambda some: read_blobs(client, repository.full_name, some)):
            _store(digest, finding)
    return None


def _give_up(digest, units, reason="failed"):
    """Say of every file that it was not read; of a unit whose files nobody listed, that it was not."""
    for unit in units:
        unread = tuple(Comparison(file.path, unread=reason) for file in unit.files)
        _store(digest, Finding(replace(unit, reason=reason if unit.reason else ""), unread))


@dataclass(frozen=True)
class Finding:
    """What was found of one unit, file by file."""

    unit: Unit
    comparisons: tuple[Comparison, ...]

    @property
    def changes(self) -> list[InterfaceChange]:
        return [change for one in self.comparisons for change in one.changes]

    @property
    def unread(self) -> list[list[str]]:
        """Rows of path and code of the reason; the path is empty where the list of files itself is not whole."""
        rows = [[one.path, one.unread] for one in self.comparisons if one.unread]
        return [*([["", self.unit.reason]] if self.unit.reason else []), *rows]

    @property
    def counted(self) -> dict[str, int]:
        counts = Counter(self.unit.left_aside)
        for one in self.comparisons:
            counts.update(one.counted)
        return dict(counts)


def findings(
    units: Iterable[Unit], comparer: Comparer, read: Callable[[list[str]], dict[str, FoundBlob]]
) -> Iterator[Finding]:
    """The Finding of each unit; `read` maps expressions ("SHA:path") to FoundBlobs.

    FILES_AT_ONCE files share a request, of whichever units; their texts are let go before the next ones are read.
    """
    units = list(units)
    jobs = [(number, file) for number, unit in enumerate(units) for file in unit.files]
    compared: list[list[Comparison]] = [[] for _unit in units]
    for start in range(0, min(len(jobs), MAX_FILES), FILES_AT_ONCE):
        some = jobs[start : start + FILES_AT_ONCE]
        blobs = read(list(dict.fromkeys(text for number, file in some for text in _sides(units[number], file))))
        for number, file in some:
            old, new = (blobs[side] for side in _sides(units[number], file))
            compared[number].append(_compared(file, old, new, comparer))
    for number, file in jobs[MAX_FILES:]:
        compared[number].append(Comparison(file.path, unread="too_many"))
    yield from (Finding(unit, tuple(join_files(compared[number]))) for number, unit in enumerate(units))


def _sides(unit, file):
    return f"{unit.base}:{file.path}", f"{unit.head}:{file.path}"


def _compared(file, old, new, comparer):
    reason = old.reason or new.reason or _why_no_pair(file, old.text, new.text)
    if reason == "moved":
        return Comparison(file.path, counted={"moved": 1})
    return Comparison(file.path, unread=reason) if reason else comparer.compare(FilePair(file.path, old.text, new.text))


def _why_no_pair(file, old, new):
    """ "moved" where a file came unchanged from elsewhere; "renamed" where GitHub does not say from where it came."""
    if old is None and new is None:
        return "not_there"
    if old is None and file.additions is not None and file.additions < new.count("\n"):
        return "renamed" if file.additions else "moved"
    return ""


def _store(digest, finding):
    """The reading and its changes, in place of an earlier attempt's; a digest that was closed meanwhile stays."""
    changes, counted = finding.changes, finding.counted
    if finding.unit.is_branch_merge and changes:  # what it brings is told by the commits that made it
        counted, changes = counted | {"branch_merge": len(changes)}, []
    values = {
        "compared": sum(not one.unread for one in finding.comparisons),
        "unread": finding.unread,
        "counted": counted,
        "is_final": not PASSING & {reason for _path, reason in finding.unread},
    }
    activity = finding.unit.activity
    with transaction.atomic():
        if Digest.objects.unpublished().select_for_update().filter(pk=digest.pk).exists():
            InterfaceReading.objects.update_or_create(activity=activity, defaults=values)
            activity.interface_changes.all().delete()
            models.InterfaceChange.objects.bulk_create(
                models.InterfaceChange(activity=activity, **change.as_fields()) for change in changes
            )
