"""What was and what is stand in the order of the evidence, in both languages."""

import pytest

from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence
from digest.writing.gate.roles import check_roles

SWITCH = Evidence(("Use `TTLCache` instead of `lru_cache` for compiled plans",))
TABLE = Evidence(("Faster sort", "| Batch | Before (us) | After (us) |\n| 64 | 20.5 | 17.1 |"))


@pytest.mark.parametrize(
    "text", ["Plans move from `lru_cache` to `TTLCache`", "用 `TTLCache` 取代 `lru_cache`", "改用 `TTLCache`"]
)
def test_the_order_of_the_evidence_passes(text):
    assert list(check_roles(text, SWITCH)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Plans move from `TTLCache` to `lru_cache`",
        "Plans take `lru_cache` rather than `TTLCache`",
        "由 `TTLCache` 改为 `lru_cache`",
        "用 `lru_cache` 代替 `TTLCache`",
        "Plans now use `lru_cache`",
    ],
)
def test_the_other_order_is_refused(text):
    assert any("are exchanged" in reason for reason in check_roles(text, SWITCH))


def test_figures_follow_the_order_of_a_row():
    assert list(check_roles("The time falls from 20.5 us to 17.1 us", TABLE)) == []
    assert list(check_roles("The time falls from 17.1 us to 20.5 us", TABLE)) != []


def test_a_line_that_a_page_only_broke_is_read_as_one():
    broken = Evidence(
        ("Docs", "The docstring is fixed: instead of the shape [N, H, K, V] it\nexpects [N, H, V, K] now.")
    )

    assert list(check_roles("It expects `[N, H, K, V]` instead of `[N, H, V, K]`", broken)) != []


def test_the_diff_tells_which_of_two_is_new():
    diff = DiffEvidence(added=("pip install tool-next",), removed=("pip install Tool_2",))
    evidence = Evidence(("Rename the package",), diff=diff)

    assert list(check_roles("The name is `tool-next` instead of `Tool_2`", evidence)) == []
    assert list(check_roles("The name is `Tool_2` instead of `tool-next`", evidence)) != []


def test_what_is_faster_than_what_is_not_turned_round():
    evidence = Evidence(("NVFP4 is faster than FP8 on B200",))

    assert list(check_roles("NVFP4 is faster than FP8", evidence)) == []
    assert list(check_roles("FP8 is faster than NVFP4", evidence)) != []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("From 5 to 8 requests it failed", "fails (heads=8) when requests in [5, 8]"),
        ("32 elements at a time, not 24", "process 32 elements a time (rather than prior 24 a time)"),
        ("The `2-kernel` way gains 25 over `1-kernel`", "The 2-kernel way has 25% improvement over 1-kernel"),
        ("It improves about 25% over 1-kernel", "The 2-kernel way has 25% improvement compared to 1-kernel"),
        ("原先要求改用 `TTLCache`", "Use `lru_cache` instead of `TTLCache`"),
    ],
)
def test_an_order_that_is_not_sure_refuses_nothing(text, source):
    assert list(check_roles(text, Evidence((source,)))) == []


def test_what_is_compared_is_compared_by_the_same_word():
    source = Evidence(("`fp32_sum` by `bf16_sum` is slow; adds `mxfp4` support for `mm_fp4`",))

    assert list(check_roles("`bf16_sum` by `fp32_sum`", source)) != []
    assert list(check_roles("`mm_fp4` can be measured with `mxfp4`", source)) == []
