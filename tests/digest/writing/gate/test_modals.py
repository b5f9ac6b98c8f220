"""A verb is told as done, or as not done, as the evidence has it."""

import pytest

from digest.writing.gate import Evidence
from digest.writing.gate.modals import check_modals, verbs_in


def reasons(text, *texts):
    return list(check_modals(text, Evidence(texts).verbs))


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        ("Archives can now be stored as tar", "Archives can be stored as tar", "Archives cannot be stored as tar"),
        ("This way the reader can catch bad links", "The reader can catch bad links", "It cannot catch bad links"),
        ("The queue is currently drained", "The queue is drained", "The queue is not drained"),
        ("Links aren't followed", "Links are not followed", "Links are followed"),
        ("The file will not be expected there", "It is not expected there", "It is also expected there"),
    ],
)
def test_what_is_done_and_what_is_not_stay_apart(source, true, false):
    assert reasons(true, source) == []
    assert len(reasons(false, source)) == 1


def test_a_verb_that_the_evidence_has_both_ways_may_be_told_both_ways():
    both = ("Tars can be read", "Zips cannot be read")

    assert reasons("Zips cannot be read", *both) == reasons("Tars can be read", *both) == []


def test_a_verb_that_stands_in_no_frame_of_the_evidence_is_free():
    assert reasons("Archives cannot be stored", "Storing of archives") == []


@pytest.mark.parametrize("text", ["It asks whether links are followed", "If links are followed, none is lost"])
def test_what_is_only_asked_says_nothing(text):
    assert reasons(text, "Links are not followed") == []


def test_a_denial_without_an_auxiliary_is_one_of_the_evidence_too():
    assert verbs_in(["error: key not found"]) == {"found": {True}}


@pytest.mark.parametrize("text", ["Sizes of 8 may be used", "A lock is needed"])
def test_a_verb_that_is_said_of_everything_denies_nothing(text):
    assert reasons(text, "It could not use swaps; what is new need not be used, and nothing is not needed") == []
