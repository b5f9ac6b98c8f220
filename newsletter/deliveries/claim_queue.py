"""The claim queue: a conditional update makes a row ours for sending, if its reader may still be mailed."""

import datetime as dt
import secrets
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Exists

from newsletter.deliveries.claimed_delivery import COLUMNS, ClaimedDelivery, Row, from_rows
from newsletter.deliveries.newest_correction import newest_correction
from newsletter.models import Delivery, SendingState
from newsletter.models.delivery import DeliveryQuerySet
from subscribers.mail.safety import is_local_backend, is_reserved_address, may_leave
from subscribers.models import Subscriber

CLAIM_BATCH = 32  # so a killed worker leaves few rows of which nobody knows whether they were sent

Status, SkipReason = Delivery.Status, Delivery.SkipReason
PK, EMAIL = COLUMNS.index("pk"), COLUMNS.index("subscriber__email")

# Delivery.objects.open().filter(Exists(Subscriber.objects.mailable(<its local date>)), pk__in=…).update(…): putting
# that together takes Django longer than all the rest of a claim. Asked for as a value, and not by EXISTS, the reader
# is found by key, whatever the planner thinks of the table. What the mail shows is what its reader has chosen by now.
CLAIM_SQL = """
    UPDATE newsletter_delivery SET status = 'sending', claim = %s, claimed_at = %s, attempts = attempts + 1,
        selection_id = (SELECT selection_id FROM subscribers_subscriber AS reader WHERE reader.id = subscriber_id)
    WHERE id IN ({ids}) AND status IN ('queued', 'retry') AND (
        SELECT reader.status = 'active' AND NOT reader.suppressed
            AND (reader.paused_until IS NULL OR reader.paused_until <= newsletter_delivery.local_date)
        FROM subscribers_subscriber AS reader WHERE reader.id = newsletter_delivery.subscriber_id
    )
    RETURNING id
"""


class QueueSource:
    """The open ones of these deliveries; their query is put together once, for that takes longer than asking it."""

    def __init__(self, deliveries: DeliveryQuerySet, size: int = CLAIM_BATCH) -> None:
        self.deliveries, self.size = deliveries, size

    def rows(self) -> list[Row]:
        """The next of them, as COLUMNS; locked where the database locks rows."""
        try:
            sql, parameters = self._query
        except EmptyResultSet:  # Django knows without asking
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    @cached_property
    def _query(self) -> tuple[str, tuple[Any, ...]]:
        rows = self.deliveries.open().filter(~Exists(SendingState.objects.stopped()))
        rows = rows.select_for_update(skip_locked=True, of=("self",))
        return rows.values_list(*COLUMNS)[: self.size].query.sql_with_params()


class ClaimQueue:
    """Batch after batch of these rows, in their order, made `sending`; none while sending is stopped.

    A batch has up to 32, or `size` where that is more.

    Where the reader may not be mailed any more, a row is skipped with the reason. Another process's rows are never
    waited for.
    """

    def __init__(self, at: dt.datetime, *sources: DeliveryQuerySet, size: int = 0) -> None:
        self.at, self.sources = at, [QueueSource(rows, max(size, CLAIM_BATCH)) for rows in sources]

    def next_batch(self) -> list[ClaimedDelivery]:
        """The next rows as ClaimedDelivery; an empty list means that there is none now."""
        for source in self.sources:
            if batch := self._batch_of(source):
                return batch
        return []

    def _batch_of(self, source: QueueSource) -> list[ClaimedDelivery]:
        while True:
            with transaction.atomic():
                at = _not_before_corrections(self.at)
                found = source.rows()
                claimed = claim(found, at)
                skipped = _skip({row[PK] for row in found} - {mail.pk for mail in claimed})
            if claimed or not skipped:
                return claimed


def due_queue(at: dt.datetime, size: int = 0) -> ClaimQueue:
    """The queue of what is due: first the mails of the hour, then those tried before. `size`: as of ClaimQueue."""
    return ClaimQueue(at, Delivery.objects.queued(at), Delivery.objects.retrying(at), size=size)


def _not_before_corrections(at: dt.datetime) -> dt.datetime:
    """`at`, or the moment of the newest correction where that is later: what is read from here on has it."""
    newest = newest_correction()
    return max(at, newest) if newest else at


def claim(rows: list[Row], at: dt.datetime) -> list[ClaimedDelivery]:
    """Make these rows (COLUMNS) `sending`: the ones that are still open, and whose reader may be mailed."""
    allowed = rows if is_local_backend() else [row for row in rows if not is_reserved_address(row[EMAIL])]
    if not allowed:
        return []
    token, ids = secrets.token_hex(16), [row[PK] for row in allowed]
    with connection.cursor() as cursor:
        values = [token, connection.ops.adapt_datetimefield_value(at), *ids]
        cursor.execute(CLAIM_SQL.format(ids=", ".join(["%s"] * len(ids))), values)
        taken = {pk for (pk,) in cursor.fetchall()}
    return from_rows([row for row in allowed if row[PK] in taken], token)


def _skip(keys: set[int]) -> int:
    """Those of these whose reader may not be mailed, with the reason. Returns how many."""
    reasons = [(row.pk, _why_not(row)) for row in Delivery.objects.filter(pk__in=keys)] if keys else []
    return sum(
        Delivery.objects.open().filter(pk=pk).update(status=Status.SKIPPED, skip_reason=reason)
        for pk, reason in reasons
        if reason
    )


def _why_not(row: Delivery) -> str | None:
    """The reason, or nothing where the reader has come back meanwhile: then the row is claimed next time."""
    reader = Subscriber.objects.get(pk=row.subscriber_id)
    if reader.status != Subscriber.Status.ACTIVE:
        return SkipReason.UNSUBSCRIBED
    if reader.suppressed:
        return SkipReason.SUPPRESSED
    if reader.paused_until and reader.paused_until > row.local_date:
        return SkipReason.PAUSED
    return None if may_leave(reader.email) else SkipReason.SAMPLE
