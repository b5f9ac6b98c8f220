"""Chinese sentences are put right when they are stored, and code in them is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.writing.typography import tidy, tidy_headline

CASES = {
    "支持SM121 (DGX Spark)上运行,并修复NaN.": "支持 SM121（DGX Spark）上运行，并修复 NaN。",
    "batch为512时,FlashInfer的输出吞吐最多高12.6 %.": "batch 为 512 时，FlashInfer 的输出吞吐最多高 12.6%。",
    "计算 softmax(x) 的结果:更快": "计算 softmax(x) 的结果：更快",
    "用`--mamba-backend`选择Triton": "用 `--mamba-backend` 选择 Triton",
    "用 `f(a, b): c` ,然后 `x`": "用 `f(a, b): c`，然后 `x`",
    "调用 load_model() 失败 ——需要重试...": "调用 load_model() 失败，需要重试",
    "支持 BF16, FP16 输出": "支持 BF16, FP16 输出",
    "版本 ０.６.４ 可用": "版本 0.6.4 可用",
    "中 文 之间": "中文之间",
    "只放行SM12.0;其他不行": "只放行 SM12.0；其他不行",
    "形状为(64, 4096, 3072)时,输出为[1, -1]": "形状为 (64, 4096, 3072) 时，输出为 [1, -1]",
    "吞吐为1.8x,启动需30 seconds": "吞吐为 1.8 倍，启动需 30 秒",
    "比 CUTLASS 快1.73x.": "比 CUTLASS 快 1.73x。",
    "在 2x H100 上快 12 percent": "在 2x H100 上快 12%",
    "延迟从5 ms降到4 ms": "延迟从 5 ms 降到 4 ms",
    "看\u202e不见\u200b的字符": "看不见的字符",
}


@pytest.mark.parametrize(("written", "stored"), CASES.items())
def test_a_chinese_sentence_is_put_right(written, stored):
    assert tidy(written, "zh-hans") == stored


@pytest.mark.parametrize("stored", CASES.values())
def test_what_is_right_stays_as_it_is(stored):
    assert tidy(stored, "zh-hans") == stored


def test_english_keeps_its_marks_and_loses_what_cannot_be_seen():
    assert tidy("12 % more\u200b, on  non\u2011TMA (FP8)", "en") == "12% more, on non-TMA (FP8)"


def test_a_headline_has_no_full_stop():
    assert tidy_headline("修复了检查。", "zh-hans") == "修复了检查"
    assert tidy_headline("The guard is fixed.", "en") == "The guard is fixed"


@given(st.text(alphabet="检查修 aB1`,.:()（，—%\u200b"), st.sampled_from(["zh-hans", "en"]))
def test_no_text_breaks_it_and_letters_survive(text, language):
    tidied = tidy(text, language)

    assert [char for char in tidied if char.isalnum()] == [char for char in text if char.isalnum()]
