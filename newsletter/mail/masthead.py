"""The words that only the mail needs: its date and edition line, the table, the tails, the other repositories."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from digest.kinds import coverage_of
from digest.models import Coverage, Statement
from newsletter.renderers import counts, coverage, dates, labels
from subscribers import time_zones

TAIL_TITLES = 5
TABLE_ROWS = 30  # a reader of hundreds of repositories has no use for a longer table

# What a group of the tail counts: why a story is folded, else the first kind that it belongs to.
GROUPS = {
    "releases": ngettext_lazy("%(count)d release", "%(count)d releases", "count"),
    "merged": ngettext_lazy("%(count)d change", "%(count)d changes", "count"),
    "opened": ngettext_lazy("%(count)d new pull request", "%(count)d new pull requests", "count"),
    "issues": ngettext_lazy("%(count)d issue", "%(count)d issues", "count"),
    "ci": ngettext_lazy("%(count)d on tests and CI", "%(count)d on tests and CI", "count"),
    "docs": ngettext_lazy("%(count)d on documentation", "%(count)d on documentation", "count"),
    "chore": ngettext_lazy("%(count)d chore", "%(count)d chores", "count"),
    "bot": ngettext_lazy("%(count)d by bots", "%(count)d by bots", "count"),
    "nightly": ngettext_lazy("%(count)d nightly", "%(count)d nightlies", "count"),
}


def between_parts():
    return pgettext("between the parts of a sentence", ", ")


def date_heading(edition):
    """(the day or days in bold words, the weekday of a single day)."""
    first, last = edition.covers_from, edition.date
    if first == last:
        return dates.day(last), dates.weekday(last)
    if (first.year, first.month) == (last.year, last.month):
        month = date_format(last, pgettext("date format", "F"))
        return _("%(first)d–%(last)d %(month)s") % {"first": first.day, "last": last.day, "month": month}, ""
    return f"{dates.day(first)} – {dates.day(last)}", ""


def reader_window(edition, subscriber):
    """The same window on the reader's clock: `in Berlin 01:00 Thursday to 01:00 Friday`; empty where it is the same."""
    zone = ZoneInfo(time_zones.usable_zone(subscriber.time_zone))
    start, end = edition.starts_at.astimezone(zone), edition.ends_at.astimezone(zone)
    if start.utcoffset() == edition.starts_at.astimezone(ZoneInfo(settings.DIGEST_TIME_ZONE)).utcoffset():
        return ""
    form = pgettext("date format", "H:i l")
    times = {"start": date_format(start, form), "end": date_format(end, form)}
    return _("in %(place)s %(start)s to %(end)s") % {"place": time_zones.place(subscriber.time_zone), **times}


def edition_parts(edition):
    """[(words, whether they matter most)] of `4 of 8 repositories, 2 topics, 9 of 27 stories, 2 minutes`."""
    parts = [(counts.repositories_of(edition.repositories_chosen, edition.repositories_total), True)]
    if edition.topics:
        number = len(edition.topics)
        parts.append((ngettext("%(count)d topic", "%(count)d topics", number) % {"count": number}, False))
    minutes = ngettext("%(count)d minute", "%(count)d minutes", edition.minutes) % {"count": edition.minutes}
    return [*parts, (counts.stories_of(edition.stories_shown, edition.stories_found), True), (minutes, True)]


def edition_sentence(edition):
    """`Your edition: 4 of 8 repositories, 9 of 27 stories, 2 minutes.`"""
    parts = between_parts().join(part for part, _is_bold in edition_parts(edition))
    return _("Your edition: {parts}.").format(parts=parts)


def chosen_coverage(edition):
    """The kinds of coverage on which the reader's kinds rest."""
    return coverage_of(edition.kinds)


def coverage_sentences(edition, sections):
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


def table(edition):
    """What moved: headings, rows of a section and its cells, and how many repositories are left out."""
    active = edition.sections[:TABLE_ROWS]
    return {
        "headings": table_headings(edition.kinds),
        "rows": [table_row(section, edition.kinds) for section in active],
        "left": len(edition.sections) - len(active),
    }


def table_headings(kinds):
    return [*(column[-1] for column in _columns(kinds)), pgettext("heading of a column", "Shown")]


def table_notes(edition):
    return list(coverage_sentences(edition, edition.sections[:TABLE_ROWS]))


def _columns(kinds):
    """(reader's kind, Coverage.Kind, activity, heading) of what these kinds, or all, have to show."""
    columns = [
        ("merged", Coverage.Kind.COMMITS, "commit pushed", _("Commits")),
        ("merged", Coverage.Kind.PULL_REQUESTS, "pull_request merged", _("PRs merged")),
        ("issues", Coverage.Kind.ISSUES, "issue opened", _("New issues")),
    ]
    return [column for column in columns if not kinds or column[0] in kinds]


def table_row(section, kinds):
    """A section, and its cells under these kinds, or all."""
    cells = [_cell(section, *column[1:]) for column in _columns(kinds)]
    shown = _("%(told)d of %(found)d") % {"told": section.stories_shown, "found": section.stories_found}
    return {
        "section": section,
        "cells": [*cells, {"heading": pgettext("heading of a column", "Shown"), "text": shown, "tone": "number"}],
    }


def _cell(section, kind, activity, heading):
    """One number; its tone is alert where nothing was fetched, none for a zero."""
    count, number = section.counts.get(kind), section.activity_counts.get(activity, 0)
    failed = count is not None and count.status == Coverage.Status.FAILED
    text = coverage.count_word(count and replace(count, found=number))
    return {"heading": heading, "text": text, "tone": "alert" if failed else "number" if number else "none"}


def tail(section, titles=TAIL_TITLES):
    """How many more there are (number), some named by title, the others counted in groups; they add up exactly."""
    named, others = section.more_stories[:titles], section.more_stories[titles:]
    groups = {}
    for code in (next(kind for kind in GROUPS if kind in line.kinds) for line in others):
        groups[code] = groups.get(code, 0) + 1
    for fold, count in section.folded:
        groups[fold] = groups.get(fold, 0) + count
    counted = [GROUPS[code] % {"count": groups[code]} for code in GROUPS if code in groups]
    number = len(section.more_stories) + sum(count for _fold, count in section.folded)
    return {"number": number, "named": named, "counted": counted}


def ended(line):
    """`Closed · ` before what reads as if it were still open, where no label stands beside it; else empty."""
    return f"{labels.label_word(line.label)} · " if line.label == Statement.Label.CLOSED else ""


def tail_sentence(number):
    """The sentence of a tail, with {number} and {items} still open."""
    return ngettext("{number} more: {items}.", "{number} more: {items}.", number)


def outside(edition, section):
    """What the reader's own choices left out of this repository; empty where nothing is."""
    if not section.outside_selection:
        return ""
    text = (
        ngettext(
            "%(count)d more, outside your topics.", "%(count)d more, outside your topics.", section.outside_selection
        )
        if edition.topics
        else ngettext(
            "%(count)d more, outside your choices.", "%(count)d more, outside your choices.", section.outside_selection
        )
    )
    return text % {"count": section.outside_selection}


def other_rows(edition):
    """Rows of label, tone and text about the repositories without a section: none of them is passed over in silence.

    A row with `has_more` counts stories that this mail does not tell: a link to the whole edition stands by it.
    """
    return list(_other_rows(edition))


def _other_rows(edition):
    counted = [section for section in edition.sections if not section.stories]
    if counted:
        yield {"label": _("More"), "tone": "", "text": _counted(counted), "has_more": True}
    if edition.quiet:
        yield {"label": _("Quiet"), "tone": "", "text": _quiet(edition)}
    failed = [section for section in edition.failed if section.is_failed]
    for text in coverage_sentences(edition, failed):
        yield {"label": _("Not fetched"), "tone": "alert", "text": text}
    for text in coverage_sentences(edition, [section for section in edition.failed if not section.is_failed]):
        yield {"label": _("In part"), "tone": "", "text": text}
    if edition.pending:
        names = counts.listing(section.repository.name for section in edition.pending)
        yield {"label": _("Not yet fetched"), "tone": "alert", "text": names}


def _counted(sections):
    """Repositories of which nothing is told: cut, outside the reader's topics, or counted groups only."""
    items = [
        _("%(name)s (%(stories)s)") % {"name": s.repository.name, "stories": counts.story_count(s.stories_found)}
        for s in sections[:TABLE_ROWS]
    ]
    return counts.listing([*items, "…"] if len(sections) > TABLE_ROWS else items)


def _quiet(edition):
    """What was read of the quiet repositories, by name: only then "nothing" is believed."""
    kinds = counts.listing(name for kind, name in coverage.KINDS.items() if kind in chosen_coverage(edition))
    names = counts.listing(section.repository.name for section in edition.quiet)
    return _("%(names)s: %(kinds)s were read to the end; nothing was new.") % {"names": names, "kinds": kinds}


def who_wrote(edition):
    """Who wrote the sentences, how they were checked, and where mistakes go."""
    if edition.written_by == "facts":
        return _(
            "The titles are GitHub’s; numbers, links and file names come from code. "
            "Found a mistake? Reply to this mail."
        )
    return _(
        "Claude wrote the sentences from the record on GitHub, and each was checked against its sources. "
        "Numbers, links and file names come from code. Found a mistake? Reply to this mail."
    )
