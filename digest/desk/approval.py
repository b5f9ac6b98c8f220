"""Approval: a held day goes out, or does not, by an operator's word or by the clock."""

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone

from digest.models import Digest

logger = logging.getLogger(__name__)

Status = Digest.Status


def approve(digest: Digest) -> bool:
    """A held day becomes ready, and the next round publishes it. False where it was not held."""
    return _move(digest, Status.HELD, status=Status.READY, held_at=None)


def reject(digest: Digest) -> bool:
    """A held day is never published. False where it was not held: one that is ready may be going out already."""
    return _move(digest, Status.HELD, status=Status.REJECTED, held_at=None)


def take_back(digest: Digest) -> bool:
    """A rejected day is held again, from now on. False where it was not rejected."""
    return _move(digest, Status.REJECTED, status=Status.HELD, held_at=timezone.now())


def decided_at(digest: Digest) -> dt.datetime | None:
    """When the clock decides about this held day; None where it waits without end."""
    if digest.status != Status.HELD or not digest.held_at or not settings.DIGEST_APPROVAL_MINUTES:
        return None
    return digest.held_at + dt.timedelta(minutes=settings.DIGEST_APPROVAL_MINUTES)


def decide_overdue(at: dt.datetime) -> None:
    """Publish or reject, as is set, the held days about which nobody decided in time."""
    for digest in Digest.objects.filter(status=Status.HELD).exclude(held_at=None):
        due_at = decided_at(digest)
        if due_at and due_at <= at:
            _decide(digest)


def _decide(digest: Digest) -> None:
    """The row's `held_at` stays on a rejected day: it says that nobody decided."""
    is_ready = settings.DIGEST_APPROVAL_TIMEOUT == "publish"
    changed = {"status": Status.READY, "held_at": None} if is_ready else {"status": Status.REJECTED}
    if Digest.objects.filter(pk=digest.pk, status=Status.HELD, held_at=digest.held_at).update(**changed):
        logger.warning("Nobody decided about %s in time: it is %s", digest.date, changed["status"])


def _move(digest: Digest, source: str, **changed: object) -> bool:
    return bool(Digest.objects.filter(pk=digest.pk, status=source).update(**changed))
