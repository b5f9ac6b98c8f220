"""Corrections in the mails: who received an error is told in their next mail, once, and nobody else is.

A claim sees each correction that was stored before it (claim_queue), so a mail has the error if it was claimed before
the correction's moment. Who was told is a row, made before the mail goes out.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Max, QuerySet

from digest.models import Correction, Digest
from newsletter.corrections.notices import notices
from newsletter.corrections.told import told_in
from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.newest_correction import newest_correction
from newsletter.mail.correction_notices import CorrectionNotice
from newsletter.models import CorrectionDelivery, Delivery

TOLD_FOR = dt.timedelta(days=35)  # until the next mail of who is mailed once a week, or comes back from a pause
NEWEST_DAYS = 8  # digests: in one of these nearly everybody had their last mail, also who is mailed once a week

Status = Delivery.Status
REACHED = (Status.UNCERTAIN, Status.SENT, Status.DELIVERED, Status.COMPLAINED)  # or may have
NOT_REACHED = (Status.QUEUED, Status.RETRY, Status.SKIPPED, Status.FAILED, Status.BOUNCED)


class Owed(NamedTuple):
    """A reader's mail that has to tell a correction, and the language in which they read the error."""

    correction: Correction
    delivery: ClaimedDelivery
    language: str


def corrections_for(batch: list[ClaimedDelivery], at: dt.datetime) -> dict[int, tuple[CorrectionNotice, ...]]:
    """What each of these claimed mails has to correct, by its id. Each stays with its mail until that has failed."""
    newest = newest_correction()
    if not newest or newest <= at - TOLD_FOR:
        return {}
    live = list(Correction.objects.filter(made_at__gt=at - TOLD_FOR))
    readers = [delivery.subscriber.pk for delivery in batch]
    rows = CorrectionDelivery.objects.filter(correction__in=live, subscriber__in=readers)
    known = {(row.correction_id, row.subscriber_id): row for row in rows.select_related("delivery")}
    _pass_on(known.values(), {delivery.subscriber.pk: delivery.pk for delivery in batch})
    last_claims = _last_claims(readers)
    fresh = [owed for one in live for owed in _owed(one, batch, known, last_claims)]
    CorrectionDelivery.objects.bulk_create(map(_row, fresh), ignore_conflicts=True)
    return _notices(batch)


def _pass_on(rows: Iterable[CorrectionDelivery], next_mails: dict[int, int]) -> None:
    """What a mail should have told that did not reach its reader is told by the next; another may be faster."""
    for row in rows:
        if row.delivery and row.delivery.status in NOT_REACHED:
            same = CorrectionDelivery.objects.filter(pk=row.pk, delivery=row.delivery_id)
            same.update(delivery=next_mails[row.subscriber_id])


def _owed(
    correction: Correction, batch: list[ClaimedDelivery], known: dict, last_claims: dict[int, dt.datetime]
) -> Iterator[Owed]:
    """Of those readers of the batch for whom this is the first mail since, and who received the error.

    Whoever had a mail after it was told then what was to be told of it.
    """
    mailed_since = {pk for pk, claimed_at in last_claims.items() if claimed_at >= correction.made_at}
    told = mailed_since | {subscriber for one, subscriber in known if one == correction.pk}
    waiting = {row.subscriber.pk: row for row in batch if row.subscriber.pk not in told}
    if not waiting:
        return
    own = [delivery.pk for delivery in batch]
    for received in _received(correction, list(waiting)).exclude(pk__in=own):
        language = received.selection.language
        if language in correction.before and correction.statement_id in told_in(received):
            yield Owed(correction, waiting[received.subscriber_id], language)


def _last_claims(readers: list[int]) -> dict[int, dt.datetime]:
    """When the last mail that reached each of these readers was claimed.

    Only among the newest days: whoever is not found is merely looked at once more.
    """
    newest = Digest.objects.published().order_by("-date").values_list("pk", flat=True)[:NEWEST_DAYS]
    mailed = Delivery.objects.filter(digest__in=list(newest), subscriber__in=readers, status__in=REACHED)
    claimed = mailed.exclude(claimed_at=None).order_by().values_list("subscriber")
    return dict(claimed.annotate(last=Max("claimed_at")))


def _received(correction: Correction, readers: list[int]) -> QuerySet[Delivery]:
    """The mails to these readers that were made before the correction and may carry its day."""
    date = Digest.objects.values_list("date", flat=True).get(statements=correction.statement_id)
    days = Digest.objects.published().filter(date__gte=date, published_at__lte=correction.made_at)
    rows = Delivery.objects.filter(digest__in=list(days.values_list("pk", flat=True)), subscriber__in=readers)
    may_carry = rows.filter(covers_from__lte=date, claimed_at__lt=correction.made_at)
    return may_carry.filter(status__in=[*REACHED, Status.SENDING]).select_related("digest", "selection")


def _row(owed: Owed) -> CorrectionDelivery:
    return CorrectionDelivery(
        correction=owed.correction,
        subscriber_id=owed.delivery.subscriber.pk,
        delivery_id=owed.delivery.pk,
        language=owed.language,
    )


def _notices(batch: list[ClaimedDelivery]) -> dict[int, tuple[CorrectionNotice, ...]]:
    """What is written down for these mails, whoever wrote it."""
    by_delivery: dict[int | None, list[CorrectionDelivery]] = {}
    for row in told_rows([delivery.pk for delivery in batch]):
        by_delivery.setdefault(row.delivery_id, []).append(row)
    languages = {delivery.pk: delivery.selection.language for delivery in batch}
    return {pk: notices(by_delivery[pk], language) for pk, language in languages.items() if pk in by_delivery}


def told_rows(deliveries: list[int]) -> QuerySet[CorrectionDelivery]:
    """The rows of these mails, with all that a notice says."""
    statement = "correction__statement"
    joined = (f"{statement}__digest", f"{statement}__repository", f"{statement}__main")
    return CorrectionDelivery.objects.filter(delivery__in=deliveries).select_related(*joined)
