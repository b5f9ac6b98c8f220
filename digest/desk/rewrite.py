"""One repository written anew, by another model: what passes the gate replaces what stood there, the rest stays."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Sum
from django.utils.translation import gettext as _

from digest import build
from digest.desk.open_digest import OPEN, Refused, why_not
from digest.models import Completion, Digest, Repository, Statement, Topic
from digest.stories import ranking
from digest.writing.pricing import PRICES, cost_usd

# What a call may change of a statement, beside its texts and topics.
ANSWERED = (
    "label",
    "importance",
    "outcome",
    "reason",
    "refused",
    "quote",
    "second_reading",
    "source_words",
    "prompt_evidence",
    "completion_id",
)


class ModelCost(NamedTuple):
    """A model to choose: what it would cost about, and what it has cost for this repository's day, in USD."""

    name: str
    estimate: Decimal | None  # None: nothing was asked yet from which to tell
    spent: Decimal
    error: str  # of its last call; empty where that was answered


class Rewritten(NamedTuple):
    """What came of it."""

    written: int  # stories that have new words
    asked: int
    cost: Decimal  # USD


def model_costs(digest: Digest, repository: Repository) -> list[ModelCost]:
    """Every model that has a price, cheapest first; the estimate takes what the newsletter's own model was sent."""
    calls = Completion.objects.filter(digest=digest, repository=repository)
    own = [usage for usage in calls.filter(model=settings.ANTHROPIC_MODEL).values_list("usage", flat=True) if usage]
    last_errors = dict(calls.order_by("created_at").values_list("model", "error"))
    spent = dict(calls.order_by().values_list("model").annotate(Sum("cost_usd")))
    return [
        ModelCost(
            name,
            sum((cost_usd(name, usage) for usage in own), Decimal()) if own else None,
            spent.get(name, Decimal()),
            last_errors.get(name, ""),
        )
        for name in sorted(PRICES, key=lambda name: PRICES[name].output)
    ]


def check_can_rewrite(digest: Digest, model: str) -> None:
    """Raises Refused where this digest, or anything at all, cannot be written anew by this model."""
    if reason := why_not(digest):
        raise Refused(reason)
    if model not in PRICES:
        raise Refused(_("No price is known of this model."))
    if not settings.ANTHROPIC_API_KEY:
        raise Refused(_("There is no ANTHROPIC_API_KEY."))


def rewrite_for(user: int, digest: Digest, repository: Repository, model: str) -> None:
    """As `rewrite`, and the digest's history tells of it as this user's doing: how many stories, at what cost."""
    done = rewrite(digest, repository, model)
    told = f"{repository} by {model}: {done.written} of {done.asked} stories, {done.cost:.4f} USD"
    LogEntry.objects.log_actions(user, [digest], CHANGE, [{"changed": {"fields": [told]}}])


def rewrite(digest: Digest, repository: Repository, model: str) -> Rewritten:
    """Have this model write the repository's stories, but for those that an editor has decided about.

    The digest is claimed meanwhile, so nobody publishes, edits or rewrites it, and has the status again that it had.
    Raises build.NotBuilt where another process works on it, or where it is not held or ready.
    """
    digest.refresh_from_db()
    status = digest.status
    with build.claimed(digest, OPEN, Digest.Status.WRITING):
        rewritten = _ask(digest, repository, model)
        digest.status = status
    return rewritten


def _ask(digest: Digest, repository: Repository, model: str) -> Rewritten:
    from digest.writing.completions import CompletionClient  # not above: pydantic is only for who writes
    from digest.writing.stories import ask_in_parts, limit_keys, to_ask_again
    from digest.writing.summary import write_summary

    client, spent = CompletionClient(digest, model), _spent(digest)
    calls, topics = to_ask_again(digest, repository), list(Topic.objects.assignable())
    before = [_remembered(told.statement) for call in calls for told in call]
    for call in calls:
        ask_in_parts(client, repository, call, topics)
    written = _keep_what_stood(before)
    if written:
        limit_keys(digest)
        write_summary(CompletionClient(digest))
    return Rewritten(written, len(before), _spent(digest) - spent)


def _remembered(statement: Statement) -> dict[str, Any]:
    """How it was told; the statement itself begins anew with the importance that its facts give it."""
    row = {name: getattr(statement, name) for name in ANSWERED}
    statement.importance = ranking.importance_of(statement.score, statement.fold)
    return {"pk": statement.pk, **row}


def _keep_what_stood(before: Iterable[dict[str, Any]]) -> int:
    """Where the model gave no words that passed, it is told as it was. Returns how many have new words."""
    rows = {row["pk"]: row for row in before}
    untold = []
    for statement in Statement.objects.filter(pk__in=rows):
        row = rows[statement.pk]
        is_new = statement.by_model and statement.completion_id and statement.completion_id != row["completion_id"]
        if not is_new:
            untold.append(_with(statement, row))
    Statement.objects.bulk_update(untold, ANSWERED)
    return len(rows) - len(untold)


def _with(statement: Statement, row: dict[str, Any]) -> Statement:
    for name in ANSWERED:
        setattr(statement, name, row[name])
    return statement


def _spent(digest: Digest) -> Decimal:
    return digest.completions.aggregate(sum=Sum("cost_usd"))["sum"] or Decimal()
