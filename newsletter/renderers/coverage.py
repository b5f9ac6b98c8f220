"""What was and was not fetched from GitHub, or written up, in sentences."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from digest.coverage_reasons import COUNTED_IN_FULL, reason_text
from digest.kinds import IN_QUERY
from digest.models import Coverage
from newsletter.editions.types import CoverageCount, Section
from newsletter.renderers.counts import listing

# Short names for a column or a line of counts; Coverage.Kind's own words are for the admin.
KINDS = {
    Coverage.Kind.COMMITS: pgettext_lazy("what was read", "commits"),
    Coverage.Kind.PULL_REQUESTS: pgettext_lazy("what was read", "PRs"),
    Coverage.Kind.ISSUES: pgettext_lazy("what was read", "issues"),
    Coverage.Kind.RELEASES: pgettext_lazy("what was read", "releases"),
    Coverage.Kind.ADVISORIES: pgettext_lazy("what was read", "advisories"),
}
STATES = {
    Coverage.Status.FAILED: gettext_lazy("not fetched"),
    Coverage.Status.PENDING: gettext_lazy("not yet fetched"),
}


class SharedNote(NamedTuple):
    """One note about several repositories."""

    sections: list[Section]
    note: str


def count_word(count: CoverageCount | None) -> str:
    """A number; with a plus where there was more than was read, and words where nothing could be."""
    if count is None:
        return str(STATES[Coverage.Status.PENDING])
    if count.status in STATES:
        return str(STATES[Coverage.Status(count.status)])
    if count.status == Coverage.Status.PARTIAL and count.reason not in COUNTED_IN_FULL:
        return f"{count.found}+" if count.found else _("unknown")
    return str(count.found)


def counts_line(section: Section) -> str:
    """What was read of a repository, in one line: commits 10+, PRs 10+, issues 7, releases 0.

    Empty where no kind could be read: `coverage_notes` says why, once.
    """
    statuses = {count.status for count in section.counts.values()}
    if statuses <= {Coverage.Status.PENDING}:
        return _("Not yet fetched.")
    if statuses == {Coverage.Status.FAILED}:
        return ""
    shown = [kind for kind in KINDS if kind in IN_QUERY or _is_found(section.counts.get(kind))]
    return listing(f"{KINDS[kind]} {count_word(section.counts.get(kind))}" for kind in shown)


def _is_found(count: CoverageCount | None) -> bool:
    """Advisories are rare: none is worth no word in every line."""
    return bool(count and count.found)


def coverage_notes(section: Section) -> list[str]:
    """A sentence for each reason why something of this repository was not or not wholly fetched, or not written up."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for kind, name in KINDS.items():
        count = section.counts.get(kind)
        if count and count.status in (Coverage.Status.PARTIAL, Coverage.Status.FAILED):
            kinds.setdefault((count.status, count.reason), []).append(str(name))
    return [*(_note(status, reason, listing(names)) for (status, reason), names in kinds.items()), *_cut_note(section)]


def _cut_note(section: Section) -> Iterator[str]:
    """How many stories nobody wrote up, on a day that had too many of them."""
    number = sum(story.is_cut for story in (*section.stories, *section.more_stories))
    if number:
        yield ngettext(
            "Too much for one day: %(count)d story is told by its title only.",
            "Too much for one day: %(count)d stories are told by their titles only.",
            number,
        ) % {"count": number}


def shared_notes(sections: Iterable[Section]) -> list[SharedNote]:
    """The coverage notes of several repositories, those that say the same told once."""
    by_note: dict[str, list[Section]] = {}
    for section in sections:
        for note in coverage_notes(section):
            by_note.setdefault(note, []).append(section)
    return [SharedNote(concerned, note) for note, concerned in by_note.items()]


def _note(status: str, reason: str, names: str) -> str:
    why = reason_text(reason) if reason else _("GitHub gave no reason.")
    if status == Coverage.Status.FAILED:
        return _("Not fetched (%(kinds)s): %(reason)s") % {"kinds": names, "reason": why}
    return _("Fetched only in part (%(kinds)s): %(reason)s") % {"kinds": names, "reason": why}


def quiet_note() -> str:
    """Why "nothing happened" can be believed: it names what was read."""
    return _("Nothing happened: commits, pull requests, issues and releases were read to the end.")


def writer_note(written_by: str) -> str:
    """One plain line where no model wrote the sentences; single titles among sentences speak for themselves."""
    notes = {
        "facts": _("Facts only: these are GitHub's own titles, ranked by importance; numbers and links are as always."),
        "hand": _(
            "Sample: the sentences of this day were written by hand from the record on GitHub, to show what Claude’s "
            "look like. They passed the same checks."
        ),
    }
    return notes.get(written_by, "")


def writer_mark(written_by: str) -> str:
    """The same in two or three words, beside the counts."""
    marks = {"facts": _("GitHub’s own titles"), "hand": _("written by hand for the sample")}
    return marks.get(written_by, "")
