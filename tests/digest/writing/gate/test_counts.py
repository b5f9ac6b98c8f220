"""The items of lists, the rows of tables and the files of a change may be counted."""

import pytest

from digest.writing.gate.counts import MAX_ITEMS, counts_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Changes:\n- one path\n- another path\n- tests", 3),
        ("1. Gather the rows\n2. Run\n3. Scatter\n4. Check", 4),
        ("- a bullet that is\n  broken in two\n- another", 2),
        ("- one\n  - deeper\n  - deeper still\n  - deepest\n- two", 3),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", 2),
        ("Masks: causal, sliding window, chunked causal", 3),
        ("It has packed (QKV), contiguous, separate, and paged layouts", 4),
        ("Users with several addresses (a work email, a GitHub email)", 2),
        ("Adds `pull` and `push`", 2),
        ("Works for BF16/FP16/FP8", 3),
    ],
)
def test_what_is_listed_has_a_count(text, count):
    assert count in set(counts_of([text]))


def test_files_of_a_change_have_a_count():
    assert 3 in set(counts_of(["A title", "src/a.py", "src/b.py", "setup.cfg"]))


def test_lists_below_different_headings_are_different_lists():
    found = set(counts_of(["# Added\n- a\n- b\n# Removed\n- c\n- d\n- e"]))

    assert 5 not in found
    assert {2, 3} <= found


@pytest.mark.parametrize(
    "text", ["It is slower and it waits", "One long sentence, which says what happens when nothing is there"]
)
def test_clauses_are_no_items(text):
    assert not {2, 3} & set(counts_of([text]))


def test_nobody_counts_a_list_of_hundreds():
    assert max(counts_of(["a list of x" + ", y" * 190])) <= MAX_ITEMS
