"""A text is refused for one problem that is no doubt, and doubted where there are doubts alone."""

import pytest

from benchmarks.gate.fates import fate
from digest.writing.gate import Problem, Remedy


@pytest.mark.parametrize(
    ("doubts", "expected"),
    [((), "passed"), ((True,), "doubted"), ((True, True), "doubted"), ((True, False), "refused")],
)
def test_one_problem_that_is_no_doubt_refuses(doubts, expected):
    assert fate([Problem("said otherwise", Remedy.CORRECT, "en", is_doubt) for is_doubt in doubts]) == expected


def test_what_is_no_problem_of_the_gate_refuses():
    doubt = Problem("said otherwise", Remedy.CORRECT, is_doubt=True)

    assert fate([doubt, "it says nothing of s5"]) == "refused"
