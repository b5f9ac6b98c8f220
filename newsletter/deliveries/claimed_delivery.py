"""A claimed mail as a plain value: what composing and sending look at, read in one go and without models.

The names are those of Delivery, Subscriber and Selection, so that whoever takes one of these takes a row as well.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from django.db import connection

from digest.models import Digest
from newsletter.models.delivery import carried
from subscribers.models import Selection, Subscriber

READ = ["id", "date", "status"]  # of a digest
# In the order in which `as_claimed` takes them.
COLUMNS = [
    "pk",
    "public_id",
    "attempts",
    "retry_at",
    "covers_from",
    *("digest", "digest__date", "digest__status"),
    *("selection", "selection__language", "selection__repositories", "selection__topics", "selection__kinds"),
    *("subscriber", "subscriber__email", "subscriber__public_id", "subscriber__link_version"),
    *("subscriber__time_zone", "subscriber__minute", "subscriber__selection"),
]
DIGEST, SELECTION = COLUMNS.index("digest"), COLUMNS.index("selection")


@dataclass(frozen=True, slots=True)
class Chosen:
    """As a Selection."""

    pk: int
    language: str
    repositories: tuple[int, ...]
    topics: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """As a Subscriber; `selection` is what they have chosen now, which may differ from what their mail shows."""

    pk: int
    email: str
    public_id: str
    link_version: int
    time_zone: str
    minute: int
    selection: Chosen | Selection

    hour = Subscriber.hour


@dataclass(frozen=True, slots=True)
class Claimed:
    """As a Delivery that was just claimed; those of a group share the row of their digest."""

    pk: int
    public_id: str
    attempts: int  # with the one that the claim begins
    retry_at: datetime | None
    covers_from: date
    digest: Digest
    selection: Chosen
    subscriber: Reader
    claim: str

    def digests(self):
        """As Delivery.digests."""
        return carried(self.digest, self.covers_from, self.subscriber.pk)


def as_claimed(rows, claim):
    """A Claimed of each of these rows of COLUMNS, as a cursor brings them."""
    digests, choices = _digests(rows), _choices_made_since(rows)
    return [_as_claimed(row, claim, digests, choices) for row in rows]


def _as_claimed(row, claim, digests, choices):
    pk, public_id, attempts, retry_at, covers_from, digest, _date, _status, *rest = row
    selection, language, repositories, topics, kinds, *reader, chosen = rest
    shown = Chosen(selection, language, _values(repositories), _values(topics), _values(kinds))
    reader = Reader(*reader, shown if chosen == selection else choices[chosen])
    return Claimed(pk, public_id, attempts + 1, _aware(retry_at), covers_from, digests[digest], shown, reader, claim)


@lru_cache(maxsize=1024)
def _values(text):
    return tuple(json.loads(text))


def _aware(moment):
    """SQLite knows no zones; Django writes UTC."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _digests(rows):
    """By id, with what was read of them; Django fetches the rest for whoever asks."""
    found = {row[DIGEST : DIGEST + len(READ)] for row in rows}
    return {values[0]: Digest.from_db(connection.alias, READ, values) for values in found}


def _choices_made_since(rows):
    """The selections, by id, of readers who chose anew after the mail was owed: mostly of nobody."""
    return Selection.objects.in_bulk({row[-1] for row in rows if row[-1] != row[SELECTION]})
