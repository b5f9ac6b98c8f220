"""A figure stands where the evidence has it, and not where it has another one of its kind."""

import pytest

from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence
from digest.writing.gate.binding import check_bindings
from digest.writing.gate.passages import passages

TABLE = (
    "| Batch | Before (us) | After (us) | Gain |\n|---|---|---|---|\n"
    "| 64 | 92.13 | 81.31 | ~12% |\n| 96 | 120.5 | 99.2 | ~18% |"
)


def reasons(text, *texts):
    return list(check_bindings(passages(text), Evidence(texts).passages))


@pytest.mark.parametrize(
    "text",
    [
        "At batch 64 it goes from 92.13 us to 81.31 us, about 12% less",
        "Batch 96 gains 18%",
        "After the change batch 96 takes 99.2 us",
    ],
)
def test_the_cells_of_a_row_pass(text):
    assert reasons(text, TABLE) == []


def test_figures_that_are_exchanged_are_refused():
    assert reasons("Retries rise from 5 to 3 for uploads", "Retries rise from 3 to 5 for uploads") != []


def test_the_figure_of_another_thing_is_refused():
    source = ("The pool keeps 24 slots for uploads", "The queue keeps 36 slots for mails")

    assert reasons("The pool keeps 24 slots for uploads", *source) == []
    assert reasons("The pool keeps 36 slots for uploads", *source) != []


def test_a_version_does_not_stand_for_a_size():
    assert reasons("With `TP` of 8 it fails", "Tried with TP=0.6.4 of the server", "It fails for groups of 8") == []


def test_a_share_does_not_stand_for_a_time():
    assert reasons("Decode gains 12 in all", "Decode gains 17% on L40", "In all 12 rows") == []


def test_a_figure_that_the_sentence_has_too_is_not_missed():
    source = "It was declared with 7 parameters, including a copy, while `SamplingKernel` only accepts 6"

    assert reasons("`SamplingKernel` is given 6 parameters, not 7", source) == []


def test_a_reference_is_no_figure():
    assert reasons("`md-5` moves to 0.11", "pool#20831 moves it to 0.11, `md-5` depends on 0.10") == []


def test_figures_of_a_bump_stand_as_the_diff_has_them():
    diff = DiffEvidence(added=("pyrefly==1.1.0",), removed=("pyrefly==1.0.0",))
    known = Evidence(("Update Pyrefly to 1.1.0", "The harness uses Pyrefly 1.1.0"), diff=diff).passages

    assert list(check_bindings(passages("The harness upgrades Pyrefly from 1.0.0 to 1.1.0"), known)) == []
