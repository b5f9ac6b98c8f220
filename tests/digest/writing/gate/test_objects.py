"""A name stands where the evidence has it, and not where the evidence has another of its kind."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.objects import check_objects
from digest.writing.gate.passages import passages

EVIDENCE = Evidence(
    (
        "Fix leak of `page_table` in the scheduler",
        "The scheduler leaks `page_table` entries after each abort.\n"
        "`ring_buffer` streams audio frames to the encoder, and `BatchQueue` sorts them.",
    )
)
TRUE = ("The scheduler no longer leaks `page_table` entries", "调度不再泄漏 `page_table`")
FALSE = ("The scheduler no longer leaks `ring_buffer` entries", "调度不再泄漏 `ring_buffer`")


def reasons(*texts, evidence=EVIDENCE):
    return list(check_objects([passages(text) for text in texts], evidence))


def test_a_name_in_its_place_passes():
    assert reasons(*TRUE) == []


def test_a_name_in_the_place_of_another_is_refused():
    assert reasons(*FALSE) == ['the evidence has "page_table" where the sentence has "ring_buffer"']


def test_one_language_alone_is_enough_to_tell():
    assert reasons(FALSE[0]) != []


@pytest.mark.parametrize(
    "text",
    [
        "`BatchQueue` leaks entries in the scheduler",  # written otherwise than the name that belongs there
        "The scheduler leaks `page_table` entries, and `ring_buffer` too",  # the rival is told as well
        "`other_table` leaks entries in the scheduler",  # no name of the evidence: another rule's matter
        "`ring_buffer` feeds the encoder",
    ],
)
def test_what_has_no_clear_rival_passes(text):
    assert reasons(text) == []


def test_a_longer_form_of_a_name_is_no_rival():
    evidence = Evidence(("Rename page_table", "The scheduler keeps old_page_table entries."))

    assert reasons("The scheduler keeps page_table entries", evidence=evidence) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("`ring_buffer` entries of the scheduler leak", "- `ring_buffer`\nThe scheduler leaks `page_table` entries"),
        ("The scheduler raises `IndexError` for entries", "The frames of audio raise IndexError: of `PageTable`"),
        (
            "`ring_buffer` leaks entries in the scheduler",
            "`ring_buffer` feeds audio to the encoder and the scheduler leaks `page_table` entries",
        ),
    ],
)
def test_where_the_evidence_says_too_little_of_a_name_it_passes(text, source):
    assert reasons(text, evidence=Evidence(("Fix leak", source))) == []


def test_the_name_of_the_title_needs_less():
    source = "`ring_buffer` streams audio frames to the encoder.\nThe `page_table` leak is gone"
    texts = ["`ring_buffer` has no leak", "`ring_buffer` 没有泄漏"]

    assert reasons(*texts, evidence=Evidence(("Fix page_table leak", source))) != []
    assert reasons(*texts, evidence=Evidence(("Fix it", source))) == []
