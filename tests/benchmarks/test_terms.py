"""The evaluation's own eyes: what a line claims, whether the source has it, and which language it is in."""

import pytest

from benchmarks.language import is_wrong
from benchmarks.terms import Source, number_of_claims, unsupported

SOURCE = Source(
    [
        "FlashInfer gives up to 12.6 % more output throughput at batch 512 on SM121 (DGX Spark)",
        "`Qwen3.5-397B-A17B-FP8` has 18 of 512 experts with scales near 1e-23; v0.6.4; 94GB; 1.01 GiB; #2525",
    ]
)


@pytest.mark.parametrize(
    "line",
    [
        "FlashInfer is up to 12.6% faster at batch 512",
        "在 SM 121（DGX Spark）上，FlashInfer 的吞吐最多高 12.6%",
        "512 个专家中有 18 个的缩放约为 1e-23",
        "`Qwen3.5-397B-A17B-FP8` needs a 1.01 GiB buffer of 94GB",
        "0.6.4 is out: one GPU kernel",
        "第三方后端一次就能加载",
    ],
)
def test_what_stands_in_the_source_is_supported(line):
    assert unsupported(line, SOURCE) == []
    assert number_of_claims("十分好") == 0


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("up to 13.6% faster", "13.6"),
        ("up to 12% faster", "12%"),
        ("18% of the experts", "18%"),
        ("in 0.6", "0.6"),
        ("在 SM12 上更快", "SM12"),
        ("on Hopper it is faster", "Hopper"),
        ("在 Hopper 上更快", "Hopper"),
        ("`Qwen3.5-397B-FP8` is faster", "`Qwen3.5-397B-FP8`"),
        ("twice as fast", "twice"),
        ("快了两倍", "倍"),
        ("batch 5120", "5120"),
        ("calls FusedTurboQuant", "FusedTurboQuant"),
    ],
)
def test_what_nobody_wrote_is_named(line, missing):
    assert missing in unsupported(line, SOURCE)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Qwen3.5 FP8 在 Hopper 上不再算出 NaN", "zh-Hans"),
        ("只检查 SM120a 的地方屡屡漏掉 SM121a（DGX Spark）。", "zh-Hans"),
        ("spec v2 的 future indices 不再被 torch 提前回收", "zh-Hans"),
        ("`pytest -x -s the_test.py` 可以复现", "zh-Hans"),
        ("AI Infra Daily", "zh-Hans"),
        ("Tests segfault on GB200", "en"),
    ],
)
def test_a_line_in_its_language_is_right(line, language):
    assert not is_wrong(line, language)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Tests segfault on GB200 with the new DSL", "zh-Hans"),
        ("Supported models", "zh-Hans"),
        ("View in browser", "zh-Hans"),
        ("这个 kernel is now faster than the old one on Hopper", "zh-Hans"),
        ("Tests 段错误 on GB200", "en"),
    ],
)
def test_a_line_in_another_language_is_wrong(line, language):
    assert is_wrong(line, language)
