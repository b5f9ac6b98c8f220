"""Reading the patches of the changes that are worth a sentence, and keeping of each the hunks that say most."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from digest import references
from digest.github.client import GitHub
from digest.github.patches import FILES_A_PAGE, FoundPatch, read_patch
from digest.github.types import fetch_or_error
from digest.models import Activity, Digest, Patch, Repository, Statement
from digest.patches import choice

logger = logging.getLogger(__name__)

MAX_READ = 15  # changes of a repository's day; each is one request
MAX_FAILURES = 3  # in a row, after which the rest of the repository is not asked for
KEPT_DAYS = 30  # hunks of older days are forgotten; what a story shows of them stays with the story
LITTLE_BODY = 300  # characters; whose author wrote no more is read first
LEAST_IMPORTANCE = 2  # below it a story is only counted

Kind, Action = Activity.Kind, Activity.Action


def read_patches(digest: Digest, repositories: Iterable[Repository] | None = None) -> None:
    """Read the patches of the digest's best changes, or of these repositories' only; its stories must be formed.

    What was read once is not asked for again. A fault becomes the reason of a gap and stops neither the next
    repository nor the day; a published digest stays as it is. Without a token nothing is asked for; the rows say so.
    """
    if digest.is_closed:
        return
    _forget(digest.date - timedelta(days=KEPT_DAYS))
    chosen = Repository.objects.active() if repositories is None else repositories
    with GitHub() as client:
        for repository in chosen:
            try:
                _read_repository(digest, repository, client)
            except Exception:
                # A stranger's diff has found a gap in what we know of diffs: the day goes out without it.
                logger.exception("%s: patches not read", repository)


def _forget(before):
    Patch.objects.filter(activity__digest__date__lt=before).exclude(files=[]).update(files=[])


def _read_repository(digest, repository, client):
    changes = changes_worth_reading(digest, repository)
    read = set(Patch.objects.filter(activity__in=changes, reason="").values_list("activity", flat=True))
    unread = [activity for activity in changes if activity.pk not in read]
    room = max(0, MAX_READ - len(read))
    failures, reason = 0, "" if settings.GITHUB_TOKEN else "no_token"
    for activity in unread[:room]:
        if reason:
            _store(digest, activity, reason=reason)
            continue
        found, error = fetch_or_error(client, partial(_ask, client, repository, activity))
        failures = failures + 1 if error else 0
        reason = error.reason if error and failures >= MAX_FAILURES else ""
        _store(digest, activity, found, error.reason if error else "")
    for activity in unread[room:]:
        _store(digest, activity, reason=reason or "many_changes")


def changes_worth_reading(digest: Digest, repository: Repository) -> list[Activity]:
    """The landed changes of the stories that are told by themselves: first those whose body says little, by rank."""
    stories = Statement.objects.filter(
        digest=digest, repository=repository, role=Statement.Role.STORY, fold="", importance__gte=LEAST_IMPORTANCE
    )
    stories = stories.select_related("main").prefetch_related("evidence").order_by("-score", "key")
    found = [activity for story in stories if (activity := carrier(story))]
    return sorted(found, key=lambda activity: len(references.prose(activity.body)) >= LITTLE_BODY)


def carrier(story: Statement) -> Activity | None:
    """The activity whose patch is that of the story: the merged pull request, or the commit that none brought."""
    rows = sorted(story.evidence.all(), key=lambda activity: (activity.pk != story.main_id, activity.pk))
    merged = [row for row in rows if row.kind == Kind.PULL_REQUEST and row.action == Action.MERGED]
    commits = [row for row in rows if row.kind == Kind.COMMIT]
    return next(iter([*merged, *commits]), None)


def _ask(client, repository, activity):
    number = activity.number if activity.kind == Kind.PULL_REQUEST else None
    return read_patch(client, repository.full_name, number, activity.key)


def _store(digest, activity, found=(), reason=""):
    """The chosen hunks, in place of an earlier attempt's; a digest that was closed meanwhile stays."""
    values = {"files": choice.choose(found), "unread": _unread(activity, found), "reason": reason}
    with transaction.atomic():
        if Digest.objects.unpublished().select_for_update().filter(pk=digest.pk).exists():
            Patch.objects.update_or_create(activity=activity, defaults=values)


def _unread(activity: Activity, found: Iterable[FoundPatch]) -> dict[str, int]:
    """How many files that we would have read GitHub gave no lines of, by the code of the reason."""
    counts = Counter(
        "no_patch" if patch.changed else "binary"
        for patch in found
        if patch.hunks is None and choice.rank(patch.path) is not None and (patch.changed or not patch.is_renamed)
    )
    beyond = (activity.files_total or 0) - FILES_A_PAGE
    return dict(counts) | ({"files_cut": beyond} if found and beyond > 0 else {})
