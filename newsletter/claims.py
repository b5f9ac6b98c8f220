"""Taking mails for sending: a conditional update makes a row ours, if its reader may still be mailed."""

import secrets

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from newsletter.models import Delivery
from subscribers.models import Subscriber
from subscribers.reach import is_harmless, is_sample

GROUP = 32  # so a killed worker leaves few rows of which nobody knows whether they were sent

# What composing and sending do not look at; reading moments of time is slow.
UNREAD = ["created_at", "sent_at", "subscriber__created_at", "subscriber__confirmed_at", "subscriber__unsubscribed_at"]

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def claim_due(at):
    """Up to 32 mails that are due, made `sending`. First those of the hour, then those tried before."""
    return claim(Delivery.objects.queued(at), at) or claim(Delivery.objects.retrying(at), at)


def claim(candidates, at):
    """Up to 32 of these rows, made `sending`; where the reader may not be mailed any more, skipped with the reason.

    An empty list means that none is left; another process's rows are never waited for.
    """
    while True:
        with transaction.atomic():
            rows = candidates.open().select_for_update(skip_locked=True, of=("self",))
            found = dict(rows.values_list("pk", "subscriber__email")[:GROUP])
            claimed = _take(found, at)
            _skip(found.keys() - {delivery.pk for delivery in claimed})
        if claimed or not found:
            return claimed


def _take(found, at):
    token = secrets.token_hex(16)
    allowed = [pk for pk, email in found.items() if is_harmless() or not is_sample(email)]
    mailable = Subscriber.objects.mailable(OuterRef("local_date")).filter(pk=OuterRef("subscriber"))
    Delivery.objects.open().filter(Exists(mailable), pk__in=allowed).update(
        status=Status.SENDING, claim=token, claimed_at=at, attempts=F("attempts") + 1
    )
    mine = Delivery.objects.filter(pk__in=allowed, claim=token)
    mine = mine.select_related("subscriber", "selection").prefetch_related("digest")
    return [_with_selection(row) for row in mine.defer(*UNREAD).order_by("due_at")]


def _with_selection(row):
    """The reader's choices are mostly still those of the delivery: then they need not be asked for."""
    if row.subscriber.selection_id == row.selection_id:
        row.subscriber.selection = row.selection
    return row


def _skip(keys):
    for row in Delivery.objects.filter(pk__in=keys):
        if reason := _why_not(row):
            Delivery.objects.open().filter(pk=row.pk).update(status=Status.SKIPPED, skip_reason=reason)


def _why_not(row):
    """The reason, or nothing where the reader has come back meanwhile: then the row is claimed next time."""
    reader = Subscriber.objects.get(pk=row.subscriber_id)
    if reader.status != Subscriber.Status.ACTIVE:
        return SkipReason.UNSUBSCRIBED
    if reader.suppressed:
        return SkipReason.SUPPRESSED
    if reader.paused_until and reader.paused_until > row.local_date:
        return SkipReason.PAUSED
    return SkipReason.SAMPLE if is_sample(reader.email) and not is_harmless() else None
