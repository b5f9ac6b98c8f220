"""The words that code puts beside sentences: labels, relations, dates, windows and what was fetched."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from digest.coverage_reasons import COUNTED_IN_FULL, reason_text
from digest.models import Coverage, Statement

# Not settled is amber, taken back is red, everything else is ink.
TONES = {"open": "open", "asked": "open", "proposed": "open", "reverted": "alert"}

RELATIONS = {
    "fixes": pgettext_lazy("relation", "fixes"),
    "same_as": pgettext_lazy("relation", "same report as"),
    "reverts": pgettext_lazy("relation", "reverts"),
    "reverted_by": pgettext_lazy("relation", "reverted by"),
    "relands": pgettext_lazy("relation", "brings back"),
    "released_in": pgettext_lazy("relation", "released in"),
    "see_also": pgettext_lazy("relation", "see also"),
}

# Short names for a column or a line of counts; Coverage.Kind's own words are for the admin.
KINDS = {
    Coverage.Kind.COMMITS: pgettext_lazy("what was read", "commits"),
    Coverage.Kind.PULL_REQUESTS: pgettext_lazy("what was read", "PRs"),
    Coverage.Kind.ISSUES: pgettext_lazy("what was read", "issues"),
    Coverage.Kind.RELEASES: pgettext_lazy("what was read", "releases"),
}

SEPARATOR = pgettext_lazy("between the items of a list", ", ")
STATES = {
    Coverage.Status.FAILED: gettext_lazy("not fetched"),
    Coverage.Status.PENDING: gettext_lazy("not yet fetched"),
}


def label_word(code):
    """Fixed, 修复 …; empty for a story without a label."""
    return str(Statement.Label(code).label) if code else ""


def label_tone(code):
    """The CSS class for a label: open, alert or none."""
    return TONES.get(code, "")


def relation_word(code):
    """A word that nobody knows is told as a mere pointer: see also."""
    return str(RELATIONS.get(code, RELATIONS["see_also"]))


def relation_groups(line):
    """[(word, references)]: fixes #1, #2 and not fixes #1 fixes #2."""
    groups = {}
    for relation in line.relations:
        groups.setdefault(relation.word, []).append(relation.ref)
    return [(relation_word(word), refs) for word, refs in groups.items()]


FROM_WEEKDAY = (
    gettext_lazy("From Monday: "),
    gettext_lazy("From Tuesday: "),
    gettext_lazy("From Wednesday: "),
    gettext_lazy("From Thursday: "),
    gettext_lazy("From Friday: "),
    gettext_lazy("From Saturday: "),
    gettext_lazy("From Sunday: "),
)


def fold_count(code, count):
    """`Tests and CI: 4 stories`."""
    return _("%(group)s: %(stories)s") % {"group": capfirst(Statement.Fold(code).label), "stories": story_count(count)}


def day(date):
    """19 February, 2 月 19 日."""
    return date_format(date, pgettext("date format", "j F"))


def month(date):
    """February 2026, 2026 年 2 月."""
    return date_format(date, pgettext("date format", "F Y"))


def full_day(date):
    """19 February 2026, 2026 年 2 月 19 日."""
    return date_format(date, pgettext("date format", "j F Y"))


def year(date):
    """2026, 2026 年."""
    return date_format(date, pgettext("date format", "Y"))


def weekday(date):
    return date_format(date, "l")


def window(edition):
    """The hours that were read, with their zone: UTC 00:00–24:00."""
    zone = ZoneInfo(settings.DIGEST_TIME_ZONE)
    starts_at, ends_at = edition.starts_at.astimezone(zone), edition.ends_at.astimezone(zone)
    end = "24:00" if f"{ends_at:%H:%M}" == "00:00" else f"{ends_at:%H:%M}"
    return f"{settings.DIGEST_TIME_ZONE} {starts_at:%H:%M}–{end}"


def listing(items):
    """Several words or names as one list: a, b and c are `a, b, c`, and `a、b、c` in Chinese."""
    return str(SEPARATOR).join(str(item) for item in items)


def count_word(count):
    """A number; with a plus where there was more than was read, and words where nothing could be."""
    if count is None:
        return str(STATES[Coverage.Status.PENDING])
    if count.status in STATES:
        return str(STATES[count.status])
    if count.status == Coverage.Status.PARTIAL and count.reason not in COUNTED_IN_FULL:
        return f"{count.found}+" if count.found else _("unknown")
    return str(count.found)


def counts_line(section):
    """What was read of a repository, in one line: commits 10+, PRs 10+, issues 7, releases 0.

    Empty where no kind could be read: `coverage_notes` says why, once.
    """
    statuses = {count.status for count in section.counts.values()}
    if statuses <= {Coverage.Status.PENDING}:
        return _("Not yet fetched.")
    if statuses == {Coverage.Status.FAILED}:
        return ""
    return listing(f"{name} {count_word(section.counts.get(kind))}" for kind, name in KINDS.items())


def coverage_notes(section):
    """A sentence for each reason why something of this repository was not or not wholly fetched, or not written up."""
    kinds = {}
    for kind, count in section.counts.items():
        if count.status in (Coverage.Status.PARTIAL, Coverage.Status.FAILED):
            kinds.setdefault((count.status, count.reason), []).append(KINDS[kind])
    return [*(_note(status, reason, listing(names)) for (status, reason), names in kinds.items()), *_cut_note(section)]


def _cut_note(section):
    """How many stories nobody wrote up, on a day that had too many of them."""
    number = sum(line.is_cut for line in (*section.lines, *section.tail))
    if number:
        yield ngettext(
            "Too much for one day: %(count)d story is told by its title only.",
            "Too much for one day: %(count)d stories are told by their titles only.",
            number,
        ) % {"count": number}


def shared_notes(sections):
    """[(sections, note)]: the coverage notes of several repositories, those that say the same told once."""
    by_note = {}
    for section in sections:
        for note in coverage_notes(section):
            by_note.setdefault(note, []).append(section)
    return [(concerned, note) for note, concerned in by_note.items()]


def _note(status, reason, names):
    why = reason_text(reason) if reason else _("GitHub gave no reason.")
    if status == Coverage.Status.FAILED:
        return _("Not fetched (%(kinds)s): %(reason)s") % {"kinds": names, "reason": why}
    return _("Fetched only in part (%(kinds)s): %(reason)s") % {"kinds": names, "reason": why}


def quiet_note():
    """Why "nothing happened" can be believed: it names what was read."""
    return _("Nothing happened: commits, pull requests, issues and releases were read to the end.")


def files_line(line, limit):
    """(the paths to show, the words for those left out: "and 3 more", or empty)."""
    shown = line.files[:limit]
    total = line.files_total or len(line.files)
    left = total - len(shown)
    # xgettext:no-python-format
    more = ngettext("and %(count)d more", "and %(count)d more", left)  # Chinese names the %(total)d instead
    return shown, more % {"count": left, "total": total} if left > 0 else ""


def size(line):
    """`5 files, +68 −13`, as far as it is known; empty where nothing is."""
    count = line.files_total or len(line.files)
    files = ngettext("%(count)d file", "%(count)d files", count) % {"count": count}
    if line.additions is None or line.deletions is None:
        return files if count else ""
    changes = {"files": files, "additions": line.additions, "deletions": line.deletions}
    return _("%(files)s, +%(additions)d −%(deletions)d") % changes if count else ""


def earlier(line):
    """`From Thursday: ` within six days, later `From 13 February: `; 接周四： in Chinese, with no space behind it."""
    told = line.follow_up.date
    near = line.day is not None and (line.day - told).days <= 6
    return str(FROM_WEEKDAY[told.weekday()]) if near else _("From %(day)s: ") % {"day": day(told)}


def late_note(line):
    return _("of %(day)s, it appeared after that day's digest") % {"day": day(line.late_date)}


def by_line(written_by):
    """One plain line where no model wrote anything; single titles among sentences speak for themselves."""
    if written_by != "facts":
        return ""
    return _("Facts only: these are GitHub's own titles, ranked by importance; numbers and links are as always.")


def story_count(number):
    return ngettext("%(count)d story", "%(count)d stories", number) % {"count": number}


def told_of(told, found):
    """`46 stories`; "of" only where it limits: `9 of 27 stories`."""
    if told == found:
        return story_count(found)
    return ngettext("%(told)d of %(count)d story", "%(told)d of %(count)d stories", found) % {
        "told": told,
        "count": found,
    }


def repositories_of(chosen, total):
    """`8 repositories`, or `2 of 8 repositories`."""
    numbers = {"chosen": chosen, "count": total}
    if chosen == total:
        return ngettext("%(count)d repository", "%(count)d repositories", total) % numbers
    return ngettext("%(chosen)d of %(count)d repository", "%(chosen)d of %(count)d repositories", total) % numbers


def edition_line(edition):
    """`8 repositories, 46 stories`, both before and after the filters where there are any."""
    told = sum(len(section.lines) + len(section.folded_lines) for section in edition.sections)
    return _("%(repositories)s, %(stories)s") % {
        "repositories": repositories_of(edition.repositories_chosen, edition.repositories_total),
        "stories": told_of(told, edition.found),
    }


def title(edition):
    """The newsletter's name and the day."""
    return f"{settings.NEWSLETTER_NAME} · {full_day(edition.date)}"
