"""The newest day as a board of five steps: collect, write, finish, publish, send, each with state, time and numbers."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Max, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from digest.admin_links import count_links
from digest.models import Coverage, Digest, Statement
from newsletter.deliveries.mail_counts import count_mails
from newsletter.models import Delivery

DONE, NOW, WAITING, TROUBLE = "done", "now", "waiting", "trouble"  # classes of admin.css
STATE_WORDS = {
    DONE: gettext_lazy("done"),
    NOW: gettext_lazy("under way"),
    WAITING: gettext_lazy("to come"),
    TROUBLE: gettext_lazy("needs a look"),
}
Status = Digest.Status
# At which step a digest of each state is; what is not named is over.
STEP_OF: dict[str, int] = {
    Status.COLLECTING: 0,
    Status.WRITING: 1,
    Status.HELD: 2,
    Status.READY: 3,
    Status.PUBLISHED: 4,
}
UNSENT = (Delivery.Status.QUEUED, Delivery.Status.SENDING, Delivery.Status.RETRY)


class Step(NamedTuple):
    """One step of the day; `facts` are short sentences or links."""

    name: str | Promise
    state: str
    at: dt.datetime | None
    facts: list[str]

    @property
    def state_word(self) -> str | Promise:
        return STATE_WORDS[self.state]


class Board(NamedTuple):
    """The steps of one digest."""

    digest: Digest
    steps: list[Step]


def board(at: dt.datetime, shows_mails: bool) -> Board | None:
    """Of the newest digest; None before there is one. Mails are counted for those who may see deliveries."""
    digest = Digest.objects.order_by("-date").first()
    if digest is None:
        return None
    steps = [_collect(digest), _write(digest), _finish(digest), _publish(digest)]
    return Board(digest, [*steps, _send(digest, at)] if shows_mails else steps)


def _state(digest: Digest, step: int) -> str:
    """A step before that of the digest is done; one that failed last time needs a look."""
    reached = STEP_OF.get(digest.status, len(STEP_OF))
    if step == reached and digest.trouble:
        return TROUBLE
    return DONE if step < reached else NOW if step == reached else WAITING


def _collect(digest: Digest) -> Step:
    row = digest.coverages.aggregate(
        at=Max("tried_at"),
        in_all=Count("pk"),
        fetched=Count("pk", filter=Q(status=Coverage.Status.OK)),
        partly=Count("pk", filter=Q(status=Coverage.Status.PARTIAL)),
        failed=Count("pk", filter=Q(status=Coverage.Status.FAILED)),
    )
    facts = [_("%(fetched)s of %(all)s fetched") % {"fetched": row["fetched"], "all": row["in_all"]}]
    facts += [_("%(count)s in part") % {"count": row["partly"]}] if row["partly"] else []
    facts += [_("%(count)s not fetched") % {"count": row["failed"]}] if row["failed"] else []
    state = _state(digest, 0)
    facts += [digest.trouble] if state == TROUBLE else []
    return Step(_("Collect"), TROUBLE if state == DONE and row["failed"] else state, row["at"], facts)


def _write(digest: Digest) -> Step:
    row = digest.completions.aggregate(at=Max("created_at"), cost=Sum("cost_usd"), calls=Count("pk"))
    state = _state(digest, 1)
    facts = [_("%(count)s calls") % {"count": row["calls"]}, f"{row['cost'] or 0:.4f} USD"]
    return Step(_("Write"), state, row["at"], facts + ([digest.trouble] if state == TROUBLE else []))


def _finish(digest: Digest) -> Step:
    counts = dict(digest.statements.filter(fold="").order_by().values_list("outcome").annotate(Count("pk")))
    facts = count_links(Statement, "outcome", Statement.Outcome.choices, counts, digest.pk)
    state = TROUBLE if digest.status == Status.HELD else _state(digest, 2)
    return Step(_("Finish"), state, None, [*facts, *([str(digest.get_status_display())] if state == TROUBLE else [])])


def _publish(digest: Digest) -> Step:
    corrected = (
        [_("last corrected %(at)s") % {"at": f"{digest.corrected_at:%m-%d %H:%M} UTC"}] if digest.corrected_at else []
    )
    return Step(_("Publish"), _state(digest, 3), digest.published_at, corrected)


def _send(digest: Digest, at: dt.datetime) -> Step:
    counts = count_mails(digest)
    facts = count_links(Delivery, "status", Delivery.Status.choices, counts, digest.pk)
    oldest = Delivery.objects.queued(at).values_list("due_at", flat=True).first()
    if oldest:
        minutes = int((at - oldest).total_seconds() // 60)
        facts.append(_("the oldest waits for %(count)s minutes") % {"count": minutes})
    state = _state(digest, 4)
    is_over = state == NOW and not any(counts.get(status) for status in UNSENT)
    return Step(_("Send"), DONE if is_over else state, None, facts)
