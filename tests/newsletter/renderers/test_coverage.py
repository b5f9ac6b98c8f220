"""What was and was not fetched, in sentences: always in the same order, whatever order the rows come in."""

from types import SimpleNamespace

from digest.models import Coverage
from newsletter.editions.types import CoverageCount
from newsletter.renderers.coverage import counts_line, coverage_notes, shared_notes

FAILED = CoverageCount(Coverage.Status.FAILED, 0, "", None)


def section(**counts):
    return SimpleNamespace(counts=counts, stories=(), more_stories=())


def test_a_note_names_the_kinds_in_one_order():
    backwards = dict.fromkeys(reversed(Coverage.Kind.values), FAILED)

    notes = coverage_notes(section(**backwards))

    assert notes == ["Not fetched (commits, PRs, issues, releases, advisories): GitHub gave no reason."]


def test_what_several_repositories_share_is_told_once():
    one, other = section(commits=FAILED), section(commits=FAILED)

    notes = shared_notes([one, other])

    assert [(note.sections, note.note) for note in notes] == [
        ([one, other], "Not fetched (commits): GitHub gave no reason.")
    ]


def test_counts_leave_out_the_advisories_of_a_day_without_any():
    counts = {kind: CoverageCount(Coverage.Status.OK, 0, "", None) for kind in Coverage.Kind.values}

    assert counts_line(section(**counts)) == "commits 0, PRs 0, issues 0, releases 0"


def test_a_repository_of_which_nothing_could_be_read_has_no_counts():
    assert counts_line(section(commits=FAILED)) == ""
    assert counts_line(section()) == "Not yet fetched."
