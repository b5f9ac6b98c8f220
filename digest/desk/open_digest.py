"""Who changes what a digest tells holds its row: against the publisher, a rewriting, and other editors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest.models import Digest

Status = Digest.Status
OPEN = (Status.HELD, Status.READY)
WHY_NOT: dict[str, str | Promise] = {
    Status.COLLECTING: _("This day is still being made: wait until it is held or ready."),
    Status.WRITING: _("This day is being written: wait until it is held or ready."),
    Status.REJECTED: _("This day is rejected: take that back first."),
    Status.PUBLISHED: _("This day is published, and what is published is closed."),
}


class Refused(Exception):
    """What an editor asked for is not done; the message says why, in their language."""


def why_not(digest: Digest) -> str:
    """Why nothing of this digest can be changed; empty where it can."""
    return str(WHY_NOT.get(digest.status, ""))


@contextmanager
def open_digest(pk: int) -> Iterator[Digest]:
    """The digest, until the block ends nobody else's to change. Raises Refused where it is not held or ready."""
    with transaction.atomic():
        digest = Digest.objects.select_for_update().get(pk=pk)
        if reason := why_not(digest):
            raise Refused(reason)
        yield digest
