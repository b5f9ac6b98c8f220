"""What is merged is not told as what goes on, and a certain word needs one like it."""

import pytest

from digest.writing.gate import Evidence, State
from digest.writing.gate.state import check_certainty, check_state

FIX = Evidence(("Fix crash of the queue", "The queue crashed on empty input."), state=State.MERGED)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The queue takes empty input\nLong input is still checked", "en"),
        ("队列可处理空输入\n长输入仍校验", "zh"),
        ("The exact version is left out", "en"),
        ("队列一律处理空输入", "zh"),
    ],
)
def test_what_goes_on_beside_a_fix_passes(text, language):
    assert list(check_certainty(text, language, FIX)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The queue still crashes on empty input", "en"),
        ("队列仍会在空输入时崩溃", "zh"),
        ("队列可处理空输入\n长输入仍会崩溃", "zh"),
        ("The queue takes exactly 8 inputs", "en"),
        ("队列总是崩溃", "zh"),
    ],
)
def test_a_fault_that_is_mended_does_not_go_on(text, language):
    assert len(list(check_certainty(text, language, FIX))) == 1


def test_an_open_report_is_not_told_as_mended():
    report = Evidence(("Queue crashes",), state=State.REPORT)

    assert list(check_state("The queue no longer crashes", "en", report)) != []
    assert list(check_state("The queue crashes", "en", report)) == []


@pytest.mark.parametrize("text", ["队列会接受空输入", "队列将接受空输入", "提议让队列接受空输入"])
def test_a_proposal_says_what_would_be(text):
    proposal = Evidence(("Take empty input",), state=State.PROPOSAL)

    assert list(check_state(text, "zh", proposal)) == []
    assert list(check_state("队列接受空输入", "zh", proposal)) != []


@pytest.mark.parametrize("text", ["已修复队列会崩溃的问题", "队列已支持空输入，不会崩溃", "修复空输入时会崩溃的问题"])
def test_a_fault_that_would_happen_makes_no_proposal(text):
    assert list(check_state(text, "zh", Evidence(("Take empty input",), state=State.PROPOSAL))) != []
