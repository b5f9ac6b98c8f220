"""The side of a pair that a sentence takes is the side of its evidence."""

import pytest

from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence, State
from digest.writing.gate.direction import check_directions, check_sides
from digest.writing.gate.passages import passages


def reasons(text, *texts, diff=None, state=State.MERGED):
    evidence = Evidence(texts, diff=diff or DiffEvidence())
    checks = (check_sides, check_directions)
    return [reason for check in checks for reason in check(passages(text), evidence.passages, state)]


@pytest.mark.parametrize(
    ("title", "true", "false"),
    [
        ("Add a retry policy", "A retry policy is added", "A retry policy is removed"),
        ("[Queue] Drop the retry policy", "The retry policy is dropped", "The retry policy is introduced"),
        ("[Pool] Enable pinning for hosts", "Pinning is enabled for hosts", "Pinning is disabled for hosts"),
        ("perf: speedup of the sort", "The sort is faster", "The sort is slower"),
        ("The reader accepts symlinks", "The reader accepts symlinks", "The reader rejects symlinks"),
        ("turn the retry policy off", "The retry policy is off in tests", "The retry policy is on in tests"),
        ("The cache is disabled by default", "The cache is off by default", "The cache is on by default"),
        ("use_pinning = False on hosts", "use_pinning is off on hosts", "use_pinning is on on hosts"),
        ("a version that doesn't exceed it", "a version not above it", "a version not below it"),
        ("they do _not_ support pinning", "they do not support pinning", "they support pinning"),
        ("flush before the barrier", "It flushes before the barrier", "It flushes after the barrier"),
    ],
)
def test_only_the_side_of_the_evidence_passes(title, true, false):
    assert reasons(true, title) == []
    assert reasons(false, title) != []


def test_what_nothing_in_the_evidence_says_is_refused_too():
    assert reasons("Retries are removed", "Retries for uploads") == ['nothing in the evidence is "remov" (presence)']


def test_what_was_is_not_told_as_what_comes_after():
    previous = "Previously, uploads were limited to one group"

    assert reasons("Uploads took one group before", previous) == []
    assert reasons("Uploads took one group after", previous) != []


def test_a_report_adds_and_removes_nothing():
    assert reasons("Retries are removed", "Retries for uploads", state=State.REPORT) == []


def test_the_diff_denies_only_where_nothing_takes_the_told_side():
    diff = DiffEvidence(added=("Add an optional `mask` argument to `gather`",))

    assert reasons("`gather` takes an optional `mask` argument", "gather", diff=diff) == []
    assert reasons("`gather` takes a required `mask` argument", "gather", diff=diff) != []
    assert reasons("the required `mask` argument", "`mask` of `gather` is required", diff=diff) == []


def test_what_is_faster_by_its_figures_needs_no_word_for_it():
    assert reasons("The sort is slower on large inputs", "sort takes 5 ms, merge takes 3 ms") == []
    assert reasons("The sort is slower on large inputs", "sort on large inputs") != []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Exports are deprecated", "Exports for the viewer"),
        ("The reader drops symlinks", "Symlinks of the reader"),
        ("Sorting is slower", "Sorting for the viewer"),
        ("Uploads become synchronous", "Uploads for the viewer"),
    ],
)
def test_a_side_that_needs_its_word_is_refused_without_it(text, title):
    assert any("nothing in the evidence" in reason for reason in reasons(text, title))


@pytest.mark.parametrize(
    ("text", "title"), [("Uploads grow", "Uploads"), ("It reads the first page", "It and the page")]
)
def test_other_sides_need_no_word(text, title):
    assert reasons(text, title) == []


def test_a_capital_behind_a_tag_of_a_title_is_a_verb_and_no_name():
    assert reasons("Uploads are enabled", "[Core][2/N] Disable uploads") != []


def test_a_negation_turns_a_side_round():
    assert reasons("Uploads are not enabled", "Disable uploads") == []
    assert reasons("Uploads are not disabled", "Disable uploads") != []


def test_what_is_reverted_does_not_deny_its_revert():
    title = 'Revert "Support retries of uploads"'
    body = "It does no longer allow retries of uploads"

    assert reasons("Uploads are not allowed to retry", title, body) == []


@pytest.mark.parametrize("text", ["Retry support is added again", "Retry support is back"])
def test_what_was_reverted_may_be_added_again(text):
    assert reasons(text, "Second attempt of retry support after its revert") == []


def test_a_measure_with_other_figures_is_another_measure():
    latency = "The latency of the decoder reduced from 0.4 ms to 0.2 ms on L40"

    assert reasons("The decoder rises to 121 GB/s on L40", latency) == []
    assert reasons("The latency of the decoder rises to 0.2 ms on L40", latency) != []


def test_what_is_only_read_is_neither_read_nor_written():
    assert reasons("Writing to the shared pool fails", "Write to the pool fails", "Shared pool stays read-only") == []


def test_what_is_written_elsewhere_does_not_deny_what_is_read():
    assert (
        reasons("The decoder reads the pool by index", "A pool of slots is there to store the recurrent states") == []
    )
    assert reasons("The decoder reads its recurrent states", "The decoder stores its recurrent states") != []


def test_a_factor_below_one_is_slower():
    row = "Batch 16 speedup 0.99x"

    assert reasons("At batch 16 it is slower, 0.99x", row) == []


def test_a_line_of_the_diff_denies_what_the_author_says_of_something_else():
    diff = DiffEvidence(added=("only hosts support pinning", "the check of links"), removed=("the upload of tars",))

    assert reasons("Only hosts support pinning", "Support retries", diff=diff) == []
    assert reasons("Only hosts do not support pinning", "Support retries", diff=diff) != []
    assert reasons("The check of links is removed", "Add retries", diff=diff) != []
    assert reasons("The upload of tars is removed", "Add retries", diff=diff) == []


def test_a_line_that_is_changed_denies_neither_side():
    diff = DiffEvidence(added=("retry_limit of uploads 5",), removed=("retry_limit of uploads 3",))

    assert reasons("The retry_limit of uploads is removed", diff=diff) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The reader accepts symlinks", "Fix: the reader rejects symlinks"),  # what was refused is allowed now
        ("The reader stops rejecting symlinks", "The reader rejects symlinks"),
        ("Loads and stores of pointers lose a flag", "Remove a flag; pointers used non-atomic loads and stores"),
        ("The time drops from 16 to 12 ms", "Add a faster sort: 16 to 12 ms"),
        ("Trees are dropped after the sort", "Create trees; each of the trees is dropped after the sort"),
        ("The shorter list is slower", "The list is faster: 3.45x, the shorter 0.62x"),
        ("The map never changes after", "The map is frozen"),
        ("With fast paths it takes 3 ms", "slower at first, restored fast paths: 3 ms"),
    ],
)
def test_what_the_evidence_says_of_something_else_denies_nothing(text, source):
    assert reasons(text, source) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The reader rejects symlinks", "The reader accepts symlinks"),
        ("Pointers store a flag", "Pointers load a flag"),
        ("The time rises for the sort", "The time drops from 16 to 12 ms for the sort"),
        ("The list is slower", "The list is faster: 3.45x"),
        ("It was frozen after", "It is frozen"),
    ],
)
def test_the_other_side_is_refused_still(text, source):
    assert reasons(text, source) != []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The example has new calls", "Remove the old calls of the example"),
        ("The queue drops a duplicate call", "Fix duplicate call: mistakenly added a call of the queue"),
    ],
)
def test_what_something_is_and_what_came_by_mistake_deny_nothing(text, source):
    assert reasons(text, source) == []


def test_without_denies_only_what_stands_right_behind_it():
    assert (
        reasons("Supported hashes of the list stay", "It is done without changing supported hashes of the list") == []
    )
    assert reasons("It supports hashes of the list", "It comes without support for hashes of the list") != []


def test_a_guard_of_the_diff_says_nothing_of_what_is_supported_elsewhere():
    diff = DiffEvidence(added=("head sizes of hosts are not supported on SM90",))

    assert reasons("Head sizes of hosts are allowed on SM100", "Nicer error: support of sizes", diff=diff) == []
    assert reasons("Head sizes of hosts are allowed", "Head sizes of hosts are not supported") != []
