"""Where an editor wants a story: on top of its day, by its rank, or nowhere."""

from django.utils.translation import gettext as _

from digest.desk.open_digest import Refused, open_digest
from digest.models import Statement

Placement = Statement.Placement


def pin(statement: Statement) -> None:
    """Tell this story before all others of its day, and never only as a count. Raises Refused."""
    if statement.role != Statement.Role.STORY:
        raise Refused(_("Only a story can be pinned."))
    _place(statement, Placement.PINNED)


def hide(statement: Statement) -> None:
    """Tell readers nothing of it, nor any sentence about the day that cites it. Raises Refused."""
    _place(statement, Placement.HIDDEN)


def rank(statement: Statement) -> None:
    """Neither pinned nor hidden: told where its rank puts it. Raises Refused."""
    _place(statement, Placement.RANKED)


def _place(statement: Statement, placement: str) -> None:
    with open_digest(statement.digest_id):
        if not Statement.objects.filter(pk=statement.pk).exclude(placement=placement).update(placement=placement):
            raise Refused(_("It is there already."))
