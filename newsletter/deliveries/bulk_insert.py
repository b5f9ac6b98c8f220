"""Bulk insert: deliveries to thousands by one statement, for those readers who have nothing to merge and to move."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q, QuerySet

from digest.models import Digest
from newsletter.deliveries.due_times import due
from newsletter.models import Delivery
from newsletter.models.delivery import DeliveryQuerySet
from subscribers.models import Subscriber
from subscribers.models.subscriber import new_public_id, paused_on
from subscribers.schedule import Schedule
from subscribers.time_zones import usable_zone

logger = logging.getLogger(__name__)

# Readers a statement. The more, the less each costs; locks are still held for less than a second, and in SQLite the
# moments stay below what a statement takes as parameters.
INSERT_CHUNK, MAX_SQLITE_CHUNK = 20_000, 5000
INSERT_CONNECTIONS = 2  # a statement keeps one processor of the database busy

Chunk = tuple[QuerySet[Subscriber], DeliveryQuerySet]
Result = TypeVar("Result")

SCHEDULE = ("time_zone", "minute", "frequency")  # columns of a reader
OPEN = (Delivery.Status.QUEUED, Delivery.Status.RETRY)

# The order keeps two publishers out of a deadlock.
INSERT_SQL = """
    INSERT INTO newsletter_delivery (public_id, digest_id, subscriber_id, selection_id, covers_from, local_date, due_at,
        status, skip_reason, attempts, claim, esp_message_id, reply, created_at)
    WITH reader (id, selection_id, time_zone, minute, frequency) AS ({readers}),
        moment (time_zone, minute, frequency, due_at, local_date) AS (VALUES {moments})
    SELECT {public_id}, %s, reader.id, reader.selection_id, %s, moment.local_date, moment.due_at,
        'queued', '', 0, '', '', '', %s
    FROM reader JOIN moment
        ON moment.time_zone = reader.time_zone AND moment.minute = reader.minute AND moment.frequency = reader.frequency
    WHERE TRUE ORDER BY reader.id
"""
# Looking for conflicts before each row costs a fifth of all: only asked for once one has been met. Then a reader who
# has this digest, or a mail on that date, is left out.
WITHOUT_CONFLICTS = " ON CONFLICT DO NOTHING"
# What `new_public_id` makes, in the alphabet of links, but for how it begins: ids of a statement are neighbours in
# their index, where a million scattered ones would each write another page.
PUBLIC_ID_SQL = "'{prefix}' || translate(substr(encode(uuid_send(gen_random_uuid()), 'base64'), 1, 9), '+/', '-_')"
PREFIX_LENGTH = 3


def days_with_unsent(digest: Digest, publishing: Iterable[int] = ()) -> list[int]:
    """The ids of the other days, closed or just being closed with this one, of which mails are still to go out."""
    closed = Q(digest__status=Digest.Status.PUBLISHED) | Q(digest__in=publishing)
    others = Delivery.objects.filter(closed).exclude(digest=digest).order_by().values_list("digest", flat=True)
    # Asked for one by one, each status has a small index of its own.
    return sorted({pk for status in OPEN for pk in others.filter(status=status).distinct()})


def bulk_create_deliveries(
    digest: Digest, subscribers: QuerySet[Subscriber], at: dt.datetime, unsent: Iterable[int]
) -> Iterator[QuerySet[Subscriber]]:
    """Make the deliveries of all who have no mail on that date and none of the days `unsent` that is to go out.

    Yields chunk after chunk the subscribers who are left, for whom the rules of merging and of dates decide: those
    above all who are mailed once a week, and those who pause and catch up.
    """
    ends_on = digest.ends_at.date() - dt.timedelta(days=1)  # in any zone no mail of it is due before

    def insert(chunk: Chunk) -> QuerySet[Subscriber]:
        readers, theirs = chunk
        waiting = theirs.open().filter(digest__in=unsent).values_list("subscriber", flat=True)
        _insert_free(digest, readers.exclude(pk__in=list(waiting)).exclude(paused_on(ends_on)), at)
        return readers.exclude(pk__in=theirs.filter(digest=digest).values("subscriber"))

    yield from _side_by_side(insert, _chunks(subscribers))


def _side_by_side(insert: Callable[[Chunk], Result], chunks: Iterator[Chunk]) -> Iterator[Result]:
    """What `insert` gives for each of these chunks, in their order: INSERT_CONNECTIONS at a time in PostgreSQL.

    SQLite has one writer, and what is inside a transaction no other connection sees.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from map(insert, chunks)
        return

    def insert_and_close(chunk: Chunk) -> Result:
        try:
            return insert(chunk)
        finally:
            connection.close()  # this thread's own

    with ThreadPoolExecutor(INSERT_CONNECTIONS, thread_name_prefix="publish") as pool:
        yield from pool.map(insert_and_close, chunks)


def _chunks(subscribers: QuerySet[Subscriber]) -> Iterator[Chunk]:
    """(these subscribers, all deliveries) of neighbours by id, so that no statement grows with the readers."""
    last, size = 0, INSERT_CHUNK if connection.vendor == "postgresql" else min(INSERT_CHUNK, MAX_SQLITE_CHUNK)
    while True:
        first, rest = last, subscribers.filter(pk__gt=last).order_by("pk")
        last = rest.values("pk")[:size].aggregate(last=Max("pk"))["last"]
        if last is None:
            return
        deliveries = Delivery.objects.filter(subscriber__gt=first, subscriber__lte=last)
        yield rest.filter(pk__lte=last), deliveries


def _insert_free(digest: Digest, readers: QuerySet[Subscriber], at: dt.datetime) -> None:
    for if_taken in ("", WITHOUT_CONFLICTS):
        try:
            return _insert(digest, readers, at, if_taken)
        except IntegrityError:
            continue
    return logger.info("A reader was erased meanwhile; those of the chunk are looked at one by one")


def _insert(digest: Digest, readers: QuerySet[Subscriber], at: dt.datetime, if_taken: str) -> None:
    """All of them or, where a constraint forbids one, none: raises IntegrityError."""
    moments = [
        (*key, connection.ops.adapt_datetimefield_value(moment), connection.ops.adapt_datefield_value(date))
        for key in readers.order_by().values_list(*SCHEDULE).distinct()
        for moment, date in [due(digest.ends_at, at, schedule_of(*key))]
    ]
    if not moments:
        return
    chosen, parameters = readers.values_list("pk", "selection", *SCHEDULE).query.sql_with_params()
    rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(moments))
    sql = INSERT_SQL.format(readers=chosen, moments=rows, public_id=new_public_ids()) + if_taken
    day = (digest.pk, connection.ops.adapt_datefield_value(digest.date))
    values = (value for row in moments for value in row)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *values, *day, connection.ops.adapt_datetimefield_value(at)])


def schedule_of(zone: str, minute: int, frequency: str) -> Schedule:
    """The Schedule of all readers of whom SCHEDULE says the same."""
    return Schedule(usable_zone(zone), minute, frequency)


def new_public_ids() -> str:
    """An expression of the database at hand for a new public id."""
    if connection.vendor == "postgresql":
        return PUBLIC_ID_SQL.format(prefix=new_public_id()[:PREFIX_LENGTH])
    connection.ensure_connection()
    connection.connection.create_function("new_public_id", 0, new_public_id)
    return "new_public_id()"
