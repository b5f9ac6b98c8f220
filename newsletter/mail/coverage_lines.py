"""Gaps in what was fetched, in sentences: one for each reason, naming the repositories that it concerns."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from digest.kinds import coverage_of
from digest.models import Coverage
from newsletter.editions.types import Edition, Section
from newsletter.renderers import counts, coverage


def chosen_coverage(edition: Edition) -> frozenset[str]:
    """The kinds of coverage on which the reader's kinds rest."""
    return coverage_of(edition.kinds)


def coverage_sentences(edition: Edition, sections: Iterable[Section]) -> Iterator[str]:
    """`vllm, sglang: Fetched only in part (commits): …`, one for each reason; of what failed, until when it was tried.

    Only of the chosen kinds: what nobody asked for cannot be missing.
    """
    kinds = chosen_coverage(edition)
    for status in (Coverage.Status.PARTIAL, Coverage.Status.FAILED):
        for concerned, note in coverage.shared_notes(_with_counts(sections, kinds, status)):
            names = counts.listing(section.repository.name for section in concerned)
            tried = _last_try(concerned) if status == Coverage.Status.FAILED else ""
            sentence = _("%(names)s: %(note)s") % {"names": names, "note": note}
            yield _("{sentence} Tried until {time}.").format(sentence=sentence, time=tried) if tried else sentence


def _with_counts(sections, kinds, status):
    """The sections with their counts of these kinds and this status only."""
    for section in sections:
        counts = {k: count for k, count in section.counts.items() if k in kinds and count.status == status}
        yield replace(section, counts=counts)


def _last_try(sections):
    """`UTC 01:40`; empty where it is not known."""
    tries = [count.tried_at for section in sections for count in section.counts.values() if count.tried_at]
    zone = settings.DIGEST_TIME_ZONE
    return f"{zone} {max(tries).astimezone(ZoneInfo(zone)):%H:%M}" if tries else ""
