"""Building a day: the steps that take a digest from collecting to ready, each claimed by a conditional update."""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from digest.collect import collect_digest, unfetched
from digest.coverage_reasons import PASSING
from digest.interface.reading import read_interfaces
from digest.missing_days import CLAIM_EXPIRES, due_days
from digest.models import Coverage, Digest, Repository
from digest.models.digest import day_window
from digest.patches.reading import read_patches
from digest.stories.statements import prepare

logger = logging.getLogger(__name__)

Status = Digest.Status
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=10), dt.timedelta(hours=6)
SECOND_TRIES = 2  # for single repositories: half an hour with these pauses; then the mail goes out without them


class NotBuilt(Exception):
    """This step cannot be done now; the message says why, in words for the operator."""


def collect_next(at: dt.datetime) -> Digest | None:
    """Collect the oldest day that is due; one a call, so that a task stays short. Returns its digest or None.

    Never two days at once: GitHub is asked by one client, one request at a time.
    """
    if _is_busy(Status.COLLECTING, at):
        return None
    begun = Digest.objects.exclude(status=Status.COLLECTING).values_list("date", flat=True)
    date = next((date for date in due_days(at) if date not in set(begun)), None)
    return _attempt(_collect_patiently, digest_of(date)) if date else None


def write_next(at: dt.datetime) -> Digest | None:
    """Write the oldest day that is collected and due, and never two at once. Returns its digest or None."""
    if _is_busy(Status.WRITING, at):
        return None
    digest = Digest.objects.filter(date__in=due_days(at), status=Status.WRITING).order_by("date").first()
    return digest and _attempt(write, digest)


def _is_busy(status, at):
    return Digest.objects.filter(status=status, claimed_at__gt=at - CLAIM_EXPIRES).exists()


def _attempt(step, digest):
    try:
        step(digest)
    except NotBuilt as error:
        digest.refresh_from_db()
        logger.warning("Digest of %s not built: %s; next attempt after %s", digest.date, error, digest.retry_at)
        return None
    return digest


def digest_of(date: dt.date) -> Digest:
    """The digest of this date, made where it is missing."""
    starts_at, ends_at = day_window(date)
    digest, _created = Digest.objects.get_or_create(date=date, defaults={"starts_at": starts_at, "ends_at": ends_at})
    return digest


def build(date: dt.date, repositories: Iterable[Repository] | None = None) -> Digest:
    """Collect and write this day, whole or only these repositories; a published digest stays as it is.

    Raises NotBuilt where another process works on it, or where nothing at all could be fetched.
    """
    digest = digest_of(date)
    if digest.is_closed:
        return digest
    collect(digest, repositories)
    write(digest)
    return digest


def collect(digest: Digest, repositories: Iterable[Repository] | None = None) -> None:
    """Fetch the day from GitHub and leave the digest `writing`; begins anew also where it was ready before."""
    with claimed(digest, (Status.COLLECTING, Status.WRITING, Status.HELD, Status.READY), Status.COLLECTING):
        collect_digest(digest, repositories)
        _refuse_nothing_fetched(digest)
        read_changes(digest, repositories)
        digest.status = Status.WRITING


def _collect_patiently(digest):
    """As `collect`, but what was fetched stays, and a repository that failed has a second and a third try."""
    with claimed(digest, (Status.COLLECTING,), Status.COLLECTING):
        collect_digest(digest, unfetched(digest))
        _refuse_nothing_fetched(digest)
        failed = digest.coverages.filter(status=Coverage.Status.FAILED, reason__in=PASSING)
        if digest.attempts < SECOND_TRIES and failed.exists():
            names = sorted(set(failed.values_list("repository__full_name", flat=True)))
            raise NotBuilt(f"not fetched, and tried again: {', '.join(names)}")
        read_changes(digest)
        digest.status = Status.WRITING


def read_changes(digest: Digest, repositories: Iterable[Repository] | None = None) -> None:
    """Read what the collected changes did: what moved in interfaces, then the diffs of the best stories."""
    read_interfaces(digest, repositories)
    prepare(digest)
    read_patches(digest, repositories)


def write(digest: Digest, writer: Callable[[Digest], bool] | None = None) -> None:
    """Tell what was collected, by Claude or by another `writer`; then the digest is ready (or held).

    It goes back to `collecting` while its day is not over or repositories are pending.
    """
    from digest.writing.stories import write_digest  # not above: pydantic is only for who writes

    with claimed(digest, (Status.COLLECTING, Status.WRITING), Status.WRITING):
        prepare(digest)
        if not (writer or write_digest)(digest):
            raise NotBuilt("the batch of the second reader has not ended")
        digest.status = _finished_status(digest)
        digest.held_at = timezone.now() if digest.status == Status.HELD else None


def _refuse_nothing_fetched(digest):
    """A digest of which every repository failed is tried again, never finished: it would look like a quiet day."""
    fetched = (Coverage.Status.OK, Coverage.Status.PARTIAL)
    if not digest.coverages.filter(status__in=fetched).exists():
        reasons = sorted(set(digest.coverages.exclude(reason="").values_list("reason", flat=True)))
        raise NotBuilt(f"no repository could be fetched ({', '.join(reasons) or 'none is tracked'})")


def _finished_status(digest):
    if digest.ends_at > timezone.now() or digest.coverages.filter(status=Coverage.Status.PENDING).exists():
        return Status.COLLECTING
    return Status.HELD if settings.DIGEST_APPROVAL else Status.READY


@contextmanager
def claimed(digest: Digest, sources: Collection[str], working: str) -> Iterator[None]:
    """Work on the digest alone: `working` meanwhile, then the status that the block has set on it.

    After a failure it keeps `working`, is let go, and its pause grows with each failed attempt.
    """
    at = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM_EXPIRES)
    rows = Digest.objects.filter(free, pk=digest.pk, status__in=sources)
    if not rows.update(status=working, claimed_at=at):
        digest.refresh_from_db()
        raise NotBuilt(f"{digest.date} is {digest.get_status_display()}, or another process is working on it")
    digest.status = working
    mine = Digest.objects.filter(pk=digest.pk, claimed_at=at)
    try:
        yield
    # Whatever went wrong, the claim must not outlive it; the error itself goes on.
    except BaseException as error:
        digest.attempts += 1
        pause = min(FIRST_PAUSE * 2 ** min(digest.attempts - 1, 10), LONGEST_PAUSE)
        mine.update(
            claimed_at=None, attempts=F("attempts") + 1, retry_at=at + pause, trouble=f"{error or type(error)}"[:300]
        )
        raise
    mine.update(status=digest.status, held_at=digest.held_at, claimed_at=None, attempts=0, retry_at=None, trouble="")
    digest.refresh_from_db()
    seconds = round((timezone.now() - at).total_seconds(), 1)
    logger.info("%s is %s", digest.date, digest.status, extra={"digest": str(digest.date), "seconds": seconds})
