"""A figure is told with the side of it that the evidence has, and what rises ends higher than it began."""

import pytest

from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence
from digest.writing.gate.bounds import BOUNDS, KNOWN, TOLD, bounds_of, check_bounds, known_bounds

SAID = {
    "above": ["above 32", "more than 32", "exceeds 32", "大于 32", "超过 32"],
    "below": ["below 32", "under a batch of 32", "fewer than 32", "小于 32", "不足 32"],
    "at least": ["at least 32", "32 or more", "不少于 32", "32 个以上", "it reads 32 lines of a file at least"],
    "at most": [
        "at most 32",
        "up to 32",
        "not above 32",
        "32 or fewer",
        "不超过 32",
        "至多 32",
        "最多只看 32 行",
        "32 lines at most.",
    ],
}
SAME = [(bound, text) for bound, texts in SAID.items() for text in texts]


@pytest.mark.parametrize(("bound", "text"), SAME)
def test_a_bound_is_the_same_in_both_languages(bound, text):
    assert set(bounds_of(text, TOLD)) == {(bound, "32")}


@pytest.mark.parametrize(
    ("line", "bound"),
    [("batch > 32", "above"), ("batch<32", "below"), ("n >= 32", "at least"), ("max_batch = 32", "at most")],
)
def test_signs_and_names_of_code_are_bounds_too(line, bound):
    assert (bound, "32") in set(bounds_of(line, KNOWN))


def test_an_arrow_is_no_bound():
    assert set(bounds_of("a -> 32, b => 32, c <- 32", KNOWN)) == set()


@pytest.mark.parametrize(
    "text", ["The layout serves batches above 32", "batch 大于 32 时使用新布局", "up to 32 it stays"]
)
def test_the_side_of_the_evidence_and_what_it_leaves_pass(text):
    assert list(check_bounds(text, Evidence(("Use the new layout for batch > 32",)))) == []


@pytest.mark.parametrize("text", ["The layout serves batches below 32", "batch 小于 32 时使用新布局"])
def test_the_other_side_is_refused(text):
    assert list(check_bounds(text, Evidence(("Use the new layout for batch > 32",)))) != []


def test_a_guard_proves_both_sides():
    guard = DiffEvidence(added=("if rank < 2: raise ValueError",))

    assert known_bounds(Evidence(("Check the rank",), diff=guard)) == {("below", "2"), ("above", "2")}
    assert list(check_bounds("The rank is above 2", Evidence(("Check the rank",), diff=guard))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Latency falls from 5 ms to 3 ms",
        "The pin is raised from 0.2.9 to 0.2.10",
        "延迟由 5 ms 降到 3 ms",
        "Throughput rises to 121.9 GB. It was 67.7 GB before",
        "带宽升到 0.9 TB; 此前为 0.5 TB",
        "Latency falls to 3 ms. It was 2 us before",
    ],
)
def test_what_goes_where_it_is_said_to_go_passes(text):
    assert list(check_bounds(text, Evidence(("Perf",)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Latency rises from 5 ms to 3 ms",
        "The pin is lowered from 0.2.9 to 0.2.10",
        "延迟由 5 ms 升到 3 ms",
        "Throughput falls to 121.9 GB. It was 67.7 GB before",
        "带宽降到 0.9 TB; 此前为 0.5 TB",
    ],
)
def test_what_rises_to_less_and_falls_to_more_is_refused(text):
    assert any("goes the other way" in reason for reason in check_bounds(text, Evidence(("Perf",))))


def test_every_bound_has_words_in_both_languages():
    assert all(any(ord(char) > 0x3400 for char in "".join(patterns)) for patterns in BOUNDS.values())


@pytest.mark.parametrize(
    ("evidence", "true", "false"),
    [
        ("needs CUDA >= 13", "CUDA 13 or later is needed", "CUDA 13 or earlier is needed"),
        ("supports up to 512 experts", "at most 512 experts", "at least 512 experts"),
        ("min_blocks = 4", "至少 4 个块", "至多 4 个块"),
        ("Only below 1,024 tokens", "少于 1024 个 token 时", "多于 1024 个 token 时"),
        ("no more than 8 streams", "不超过 8 条流", "不少于 8 条流"),
    ],
)
def test_each_bound_has_an_opposite_that_is_refused(evidence, true, false):
    assert list(check_bounds(true, Evidence((evidence,)))) == []
    assert list(check_bounds(false, Evidence((evidence,)))) != []


def test_a_bound_that_the_evidence_does_not_have_is_no_matter_of_this_rule():
    assert list(check_bounds("above 64 experts", Evidence(("64 experts",)))) == []


def test_both_sides_of_a_figure_in_the_evidence_let_both_pass():
    both = Evidence(("Use A above 64 and B below 64",))

    assert list(check_bounds("above 64", both)) == []
    assert list(check_bounds("below 64", both)) == []


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("The time falls from 1.97 s to 7.36 ms", "The time rises from 19.7 ms to 7.36 ms"),
        ("The time drops from 1.97 s to 7.36 ms", "The time drops from 7.36 ms to 19.7 ms"),
        ("耗时从 1.97 s 降到 7.36 ms", "耗时从 7.36 ms 降到 19.7 ms"),
        ("`setup.py` raises Python from 3.8 to 3.10", "`setup.py` raises Python from 3.10 to 3.8.1"),
        ("版本从 3.8 升到 3.10", "版本从 3.10 升到 2.9"),
    ],
)
def test_a_move_is_read_with_its_units_and_a_version_part_by_part(true, false):
    assert list(check_bounds(true, Evidence(("nothing",)))) == []
    assert list(check_bounds(false, Evidence(("nothing",)))) != []


def test_what_is_left_out_above_a_bound_may_be_told_as_what_is_kept_below():
    guard = Evidence(("exclude the arch on CUDA >= 13",))

    assert list(check_bounds("kept for CUDA 13 以下", guard)) == []
