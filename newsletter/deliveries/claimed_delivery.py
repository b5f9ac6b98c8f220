"""A claimed mail as a plain value: what composing and sending look at, read in one go and without models.

The names are those of Delivery, Subscriber and Selection, so that whoever takes one of these takes a row as well.
"""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from digest.models import Digest
from newsletter.models.delivery import carried

Row = tuple[Any, ...]  # of COLUMNS, as a cursor brings it
DIGEST_FIELDS = ["id", "date", "status", "corrected_at"]  # of a digest
# In the order in which `from_rows` takes them.
COLUMNS = [
    "pk",
    "public_id",
    "attempts",
    "retry_at",
    "covers_from",
    *("digest", "digest__date", "digest__status", "digest__corrected_at"),
    *("subscriber__selection", "subscriber__selection__language", "subscriber__selection__repositories"),
    *("subscriber__selection__topics", "subscriber__selection__kinds"),
    *("subscriber__selection__threshold", "subscriber__selection__muted"),
    *("subscriber", "subscriber__email", "subscriber__public_id", "subscriber__link_version"),
    *("subscriber__time_zone", "subscriber__minute", "subscriber__frequency"),
]
DIGEST = COLUMNS.index("digest")


class ClaimedSelection(NamedTuple):
    """As a Selection."""

    pk: int
    language: str
    repositories: tuple[int, ...]
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    threshold: str
    muted: tuple[list, ...]


class ClaimedSubscriber(NamedTuple):
    """As a Subscriber; `selection` is what they have chosen by now, and what their mail shows."""

    pk: int
    email: str
    public_id: str
    link_version: int
    time_zone: str
    minute: int
    frequency: str
    selection: ClaimedSelection


class ClaimedDelivery(NamedTuple):
    """As a Delivery that was just claimed; those of a batch share the row of their digest."""

    pk: int
    public_id: str
    attempts: int  # with the one that the claim begins
    retry_at: datetime | None
    covers_from: date
    digest: Digest
    selection: ClaimedSelection
    subscriber: ClaimedSubscriber
    claim: str

    def digests(self) -> list[Digest]:
        """As Delivery.digests."""
        return carried(self.digest, self.covers_from, self.subscriber.pk)


def from_rows(rows: list[Row], claim: str) -> list[ClaimedDelivery]:
    """A ClaimedDelivery of each of these rows of COLUMNS, as a cursor brings them."""
    digests = _digests(rows)
    return [_from_row(row, claim, digests) for row in rows]


def _from_row(row: Row, claim: str, digests: dict[int, Digest]) -> ClaimedDelivery:
    pk, public_id, attempts, retry_at, covers_from, digest, _date, _status, _corrected, *rest = row
    selection, language, repositories, topics, kinds, threshold, muted, *person = rest
    lists = (_values(repositories), _values(topics), _values(kinds))
    shown = ClaimedSelection(selection, language, *lists, threshold, _values(muted))
    reader = ClaimedSubscriber(*[*person, shown])
    return ClaimedDelivery(
        pk, public_id, attempts + 1, aware(retry_at), covers_from, digests[digest], shown, reader, claim
    )


@lru_cache(maxsize=1024)
def _values(text: str) -> tuple:
    return tuple(json.loads(text))


def aware(moment: datetime | None) -> datetime | None:
    """SQLite knows no zones; Django writes UTC."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _digests(rows: list[Row]) -> dict[int, Digest]:
    """By id, with what was read of them; Django fetches the rest for whoever asks."""
    found = {row[DIGEST : DIGEST + len(DIGEST_FIELDS)] for row in rows}
    rows = [(*values, aware(corrected_at)) for *values, corrected_at in found]
    return {values[0]: Digest.from_db(connection.alias, DIGEST_FIELDS, values) for values in rows}
