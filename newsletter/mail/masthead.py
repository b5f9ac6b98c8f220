"""The masthead of a mail, and its colophon: date, window, edition line, who wrote the sentences."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from newsletter.editions.types import Edition
from newsletter.renderers import counts, coverage, dates
from subscribers import time_zones
from subscribers.models.selection import Threshold
from subscribers.preferences import threshold_words


class DateHeading(NamedTuple):
    """The day or days in bold words, and the weekday of a single day."""

    day: str
    weekday: str


def between_parts() -> str:
    """The comma between the parts of a sentence."""
    return pgettext("between the parts of a sentence", ", ")


def date_heading(edition: Edition) -> DateHeading:
    """`19 February` and its weekday; several days have none."""
    first, last = edition.covers_from, edition.date
    if first == last:
        return DateHeading(dates.day(last), dates.weekday(last))
    if (first.year, first.month) == (last.year, last.month):
        month = date_format(last, pgettext("date format", "F"))
        days = _("%(first)d–%(last)d %(month)s") % {"first": first.day, "last": last.day, "month": month}
        return DateHeading(days, "")
    return DateHeading(f"{dates.day(first)} – {dates.day(last)}", "")


def reader_window(edition: Edition, time_zone: str) -> str:
    """The same window on the reader's clock: `in Berlin 01:00 Thursday to 01:00 Friday`; empty where it is the same."""
    zone = ZoneInfo(time_zones.usable_zone(time_zone))
    start, end = edition.starts_at.astimezone(zone), edition.ends_at.astimezone(zone)
    if start.utcoffset() == edition.starts_at.astimezone(ZoneInfo(settings.DIGEST_TIME_ZONE)).utcoffset():
        return ""
    form = pgettext("date format", "H:i l")
    times = {"start": date_format(start, form), "end": date_format(end, form)}
    return _("in %(place)s %(start)s to %(end)s") % {"place": time_zones.place(time_zone), **times}


def scope(edition: Edition) -> str:
    """`9 of 27 stories, 2 minutes`, and who wrote them where it is not the model alone."""
    parts = [counts.stories_of(edition.stories_shown, edition.stories_found), _minutes(edition)]
    return " · ".join(filter(None, [between_parts().join(parts), coverage.writer_mark(edition.written_by)]))


def edition_sentence(edition: Edition) -> str:
    """`Your edition: 4 of 8 repositories, 2 topics, 9 of 27 stories, 2 minutes.`"""
    parts = [counts.repositories_of(edition.repositories_chosen, edition.repositories_total)]
    if edition.topics:
        number = len(edition.topics)
        parts.append(ngettext("%(count)d topic", "%(count)d topics", number) % {"count": number})
    if edition.threshold != Threshold.EVERYTHING:
        parts.append(threshold_words(edition.threshold))
    parts += [counts.stories_of(edition.stories_shown, edition.stories_found), _minutes(edition)]
    return _("Your edition: {parts}.").format(parts=between_parts().join(parts))


def _minutes(edition):
    return ngettext("%(count)d minute", "%(count)d minutes", edition.minutes) % {"count": edition.minutes}


def who_wrote(edition: Edition) -> str:
    """Who wrote the sentences, and how they were checked."""
    writers = {
        "facts": _("The titles are GitHub’s; numbers, links and file names come from code."),
        "hand": _(
            "People wrote the sentences of this sample by hand from the record on GitHub, and each was checked against "
            "its sources. Numbers, links and file names come from code."
        ),
        "edited": _(
            "Claude wrote the sentences from the record on GitHub, and each was checked against its sources; what is "
            "marked as edited was written by our editors. Numbers, links and file names come from code."
        ),
    }
    by_model = _(
        "Claude wrote the sentences from the record on GitHub, and each was checked against its sources. "
        "Numbers, links and file names come from code."
    )
    return writers.get(edition.written_by, by_model)
