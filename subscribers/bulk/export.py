"""Readers as a CSV file that can be imported again: with the proof of their consent, and with no formula in it."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Prefetch, QuerySet

from subscribers.bulk.table import ReaderRow, Writer
from subscribers.models import Consent, Subscriber

PART = 1_000  # readers read at once
OWN_FORM = "sign-up form"  # the source of a consent that was given here
SUPPRESSED = "suppressed"


def csv_parts(readers: QuerySet[Subscriber]) -> Iterator[str]:
    """The file, part by part, so that fifty thousand readers are never in memory together."""
    newest_first = Consent.objects.exclude(confirmed_at=None).order_by("-confirmed_at")
    proofs = Prefetch("consents", newest_first, to_attr="proofs")
    rows = readers.select_related("selection").prefetch_related(proofs).order_by("pk").iterator(PART)
    writer = Writer()
    yield writer.headings
    while part := list(islice(rows, PART)):
        yield writer.write(map(row_of, part))


def row_of(reader: Subscriber) -> ReaderRow:
    """A reader whose confirmed consents are at hand as `proofs`, the newest first."""
    chosen, proof = reader.selection, next(iter(reader.proofs), None)  # type: ignore[attr-defined]  # prefetched
    return ReaderRow(
        reader.email,
        chosen.language,
        chosen.repositories,
        chosen.topics,
        reader.minute,
        reader.time_zone,
        reader.frequency,
        (proof.source or OWN_FORM) if proof else "",
        proof.confirmed_at if proof else None,
        SUPPRESSED if reader.suppressed else reader.status,
    )
