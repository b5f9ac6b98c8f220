"""True sentences about the sample day pass; the false ones of the digest that it once had are refused."""

import json
from pathlib import Path

import pytest

from digest import sample
from digest.models import GlossaryTerm, Statement
from digest.stories import statements
from digest.writing import drafts
from digest.writing.drafted_story import DraftedStory
from digest.writing.gate import Evidence, Words, check
from digest.writing.typography import tidy

pytestmark = pytest.mark.django_db

TRUE = json.loads(Path(__file__).with_name("true_sentences.json").read_text(encoding="utf-8"))

BUMP = ("bump version to 0.6.4 (#2565)", "CHANGELOG.md", "version.txt")
PCG = ("Fix PCG MoE Error (#17739)", "python/sglang/srt/distributed/device_communicators/pynccl.py")
MAMBA = (
    "Feat/add fi selective state update kernel call",
    "Adds `--mamba-backend` to choose between Triton (default) and FlashInfer for the Mamba selective state update; "
    "FlashInfer gives up to 12.6 % more output throughput at batch 512.",
    "python/sglang/srt/layers/attention/mamba/ops/ssu_dispatch.py",
)
SPARK = (
    "fix: allow fmha_v2_prefill_deepseek on SM121 (DGX Spark) (#2559)",
    "only checked `is_sm120a_supported()`\n(SM12.0), tested on DGX Spark (GB10, SM121a, CUDA 13.0, flashinfer 0.6.2)",
)
DEEPSEEK = ("[Bug] Fix DeepSeek V3 weight loading caused by incorrect prefix", "gsm8k 0.9613 (flexible)")
AMD = ("[AMD] Fix mi35x dsv32 mtp nightly", "python/sglang/srt/layers/attention/nsa_backend.py")


def problems(evidence, zh, en, has_release=False):
    """What the gate says of one sentence in each language, as headlines."""
    draft = {"zh-hans": Words(detail=tidy(zh, "zh-hans")), "en": Words(detail=tidy(en, "en"))}
    return check(draft, Evidence(tuple(evidence), has_release), GlossaryTerm.objects.free())


def test_every_true_sentence_about_the_sample_day_passes():
    statements.prepare(sample.load_day())
    refused = {}

    for statement in Statement.objects.filter(fold=""):
        told = DraftedStory(statement, "s1")
        told.take(TRUE[f"{statement.repository.full_name} {statement.key}"])
        refused |= {statement.key: told.problems} if told.problems else {}

    assert refused == {}
    assert Statement.objects.filter(fold="").count() == len(TRUE)


FALSE = {
    # FLAWS of the old digest, by number.
    "2 a week in a daily digest": (MAMBA, "本周新增了参数选择", "This week a parameter was added", "relative day"),
    "3 a field of the pipeline": (
        PCG,
        "由于 body_truncated 为真，信息缺失",
        "With body_truncated set",
        "body_truncated",
    ),
    "4 an invented macro": (AMD, "修正宏 `#define DSV32_ENABLED 1`", "Sets `#define DSV32_ENABLED 1`", "literal part"),
    "4 an invented class": (AMD, "加入了 `NPUProfiler()` 分析器", "Adds an `NPUProfiler()`", "literal part"),
    "4 an invented slice": (AMD, "实现了 `dst[:] = src` 复制", "Copies by `dst[:] = src`", "literal part"),
    "5 an invented expansion": (
        PCG,
        "修复 PCG（Parallel Compute Graph）导致的错误",
        "Fixes an error of PCG (Parallel Compute Graph)",
        'the pair "PCG',
    ),
    "6 code made up for the missing flag": (
        MAMBA,
        "新增 `dispatch_selective_update(state, mask)` 调用",
        "Calls `dispatch_selective_update(state, mask)`",
        "literal part",
    ),
    "7 a test fix as a major one": (("Fix Basic Models Test",), "重大缺陷修复", "A major bug fix", '"重大"'),
    "8 a release from a bump": (BUMP, "发布了 v0.6.4 版本", "v0.6.4 is released", "needs a release"),
    "9 English for Chinese readers": (
        MAMBA,
        "FlashInfer gives up to 12.6% more output throughput at batch 512 for the Mamba update 吞吐更高",
        "FlashInfer gives up to 12.6% more output throughput at batch 512",
        "English sentence",
    ),
    "18 the fix of another model": (DEEPSEEK, "修复 Qwen3.5 的权重加载", "Fixes Qwen3.5 weight loading", "Qwen3.5"),
    "18 filler at the end": (PCG, "建议关注 MoE 的进展", "MoE is worth watching", "filler"),
    # Figures.
    "a converted figure": (MAMBA, "输出吞吐高 1.126x", "1.126x more output throughput", "1.126x"),
    "a figure without its unit": (MAMBA, "输出吞吐高 12.6 个点", "12.6 more points of throughput", '"12.6"'),
    "a rounded figure": (MAMBA, "输出吞吐高 13%", "13% more output throughput", '"13%"'),
    "a part of a figure": (MAMBA, "batch 为 51 时更快", "Faster at batch 51", '"51"'),
    "a part of a version": (SPARK, "需要 flashinfer 0.6 版本", "Needs flashinfer 0.6", '"0.6"'),
    "a reference as a figure": (SPARK, "共有 2559 项测试通过", "2559 tests pass", '"2559"'),
    "a number word": (MAMBA, "可以选择两种后端", "There are two backends", '"两"'),
    "a factor in words": (MAMBA, "吞吐达到数倍", "Throughput doubles twice", '"倍"'),
    "half in words": (MAMBA, "耗时减半", "It takes half the time", '"half"'),
    "a figure in one language only": (MAMBA, "batch 较大时吞吐更高", "More throughput at batch 512", "figures differ"),
    # Names.
    "an alias of hardware": (("Fix NaN on Hopper",), "修复 SM90 上的数值问题", "Fixes NaN on SM90", "SM90"),
    "hardware from nowhere": (DEEPSEEK, "在 Blackwell 上加载权重", "Weights load on Blackwell", "Blackwell"),
    "FP8 is never free": (DEEPSEEK, "修复 FP8 权重加载", "Fixes FP8 weight loading", "FP8"),
    "a part of a name": (SPARK, "修复 `fmha_v2` 的检查", "Fixes the guard of `fmha_v2`", "literal part"),
    "code in another case": (
        SPARK,
        "检查 `IS_SM120A_SUPPORTED` 放宽",
        "`IS_SM120A_SUPPORTED` is wider",
        "literal part",
    ),
    "a name in one language only": (SPARK, "修复了设备检查", "The guard lets SM121 through", "names differ"),
    "a homoglyph": (DEEPSEEK, "修复 DеepSeek 的权重加载", "Fixes DеepSeek weight loading", "another script"),
    # What code adds.
    "a reference": (SPARK, "见 #2559 的修复说明", "See #2559", "a reference"),
    "a link": (SPARK, "详情见 https://example.com/x 页面", "See https://example.com/x", "a link"),
    "a bare domain": (SPARK, "详情见 evil.example.com 页面", "See evil.example.com", "a link"),
    "a mention": (SPARK, "感谢 @octocat 的修复", "Thanks to @octocat", "a mention"),
    "a hash": (SPARK, "提交 9e5ec6a 修复检查", "Commit 9e5ec6a widens the guard", "a commit hash"),
    "a tag": (SPARK, "修复 <script>检查</script> 放宽", "A <script>guard</script>", "markup"),
    "a Markdown link": (SPARK, "修复[检查](javascript:1)放宽", "A [guard](javascript:1) is wider", "markup"),
    "a date": (SPARK, "2 月 19 日修复了检查", "Fixed on February 19", "a date"),
    "a day of a month": (SPARK, "在 19 Feb 修复了检查", "Fixed on 19 Feb", "a date"),
    "a weekday": (SPARK, "星期四修复了检查", "The guard was fixed on Thursday", "relative day"),
    # Weight and language.
    "a weight": (MAMBA, "显著提升输出吞吐", "Significantly more throughput", '"显著"'),
    "no Chinese": (SPARK, "SM121", "Fixes SM121", "no Chinese character"),
    "English words in Chinese": (SPARK, "修复 guard 的 wiring 与 selector 问题", "The guard is fixed", "English words"),
    "Chinese in English": (SPARK, "修复了设备的检查", "The guard 检查 is fixed", "Chinese characters"),
    "too long": (SPARK, "检查" * 45, "The guard is fixed", "180 columns"),
    "nothing": (SPARK, "", "", "empty"),
    "7 only a baseline file moved": (
        ("[diffusion] CI: enable warmup as default", "python/sglang/multimodal_gen/test/server/perf_baselines.json"),
        "优化了 diffusion 的性能基线",
        "The performance baseline of diffusion is better",
        "a change of tests",
    ),
}


@pytest.mark.parametrize(("evidence", "zh", "en", "why"), FALSE.values(), ids=FALSE.keys())
def test_a_false_sentence_is_refused_with_its_reason(evidence, zh, en, why):
    found = problems(evidence, zh, en)

    assert any(why in problem for problem in found), found


# The gate proves words: these are false or empty, but every word of them stands in the evidence.
NOT_CATCHABLE = {
    "6 the fact that a user needs is left out": (
        MAMBA,
        "新增选择性状态更新的调用",
        "A selective state update call is added",
    ),
    "a direction turned round": (
        MAMBA,
        "Triton 的输出吞吐比 FlashInfer 最多高 12.6%",
        "Triton gives up to 12.6% more output throughput than FlashInfer",
    ),
}


@pytest.mark.parametrize(("evidence", "zh", "en"), NOT_CATCHABLE.values(), ids=NOT_CATCHABLE.keys())
def test_what_the_gate_cannot_see_is_known(evidence, zh, en):
    assert problems(evidence, zh, en) == []


EQUAL = {
    "a space before the unit": (MAMBA, "输出吞吐最多高 12.6%", "Up to 12.6% more output throughput"),
    "a v before the version": (BUMP, "版本号升至 v0.6.4", "The version number is raised to 0.6.4"),
    "SM 121 is SM121": (SPARK, "放行 SM 121 设备的检查", "The guard lets SM-121 through"),
    "no border around Chinese": (SPARK, "支持SM121的设备检查", "The guard lets SM121 through"),
    "a pair that stands in the evidence": (SPARK, "可在 SM121（DGX Spark）上运行", "It runs on SM121 (DGX Spark)"),
    "a full-width mark between names": (SPARK, "SM121：CUDA 13.0 上测试通过", "SM121: tested on CUDA 13.0"),
    "a verb is no month": (
        ("Decode may fail with 8 experts", "separates 4 streams"),
        "有 8 个专家时解码可能失败，4 条 stream 分开",
        "It decodes 8 experts and separates 4 streams; the 8 may fail",
    ),
    "a plural": (("Route tokens to GPUs with FP8",), "把 FP8 的 token 分到 GPU", "An FP8 token goes to a GPU"),
    "few Chinese characters": (SPARK, "修复 SM121", "Fixes SM121"),
    "one is free": (PCG, "修复一个 MoE 错误，第一步完成", "One MoE error is fixed"),
    "idioms are no numbers": (PCG, "修复第三方库的十分隐蔽的 MoE 错误", "An obscure MoE error is fixed"),
    "a dash of another kind": (("up to 1e\u201123",), "数值小到 1e-23 左右", "Values near 1e-23"),
}


@pytest.mark.parametrize(("evidence", "zh", "en"), EQUAL.values(), ids=EQUAL.keys())
def test_what_means_the_same_passes(evidence, zh, en):
    assert problems(evidence, zh, en) == []


def test_a_release_may_be_called_released():
    assert problems(("v0.6.4",), "新版本 v0.6.4 已发布", "v0.6.4 is released", has_release=True) == []


@pytest.mark.parametrize(("importance", "is_too_wide"), [(3, True), (4, False), (5, False)])
def test_a_weighty_story_may_say_more(importance, is_too_wide):
    words = {"zh-hans": Words("放宽检查", "检查" * 50), "en": Words("The guard is wider", "The guard is wider")}

    found = drafts.check(words, Evidence(SPARK), importance)

    assert any("200 columns" in problem for problem in found) is is_too_wide


def test_a_headline_is_shorter_than_a_detail():
    words = {"zh-hans": Words("检" * 29), "en": Words("guard " * 12)}

    found = drafts.check(words, Evidence(SPARK))

    assert [problem for problem in found if "headline" in problem] == [
        "zh-hans: the headline has 58 columns, at most 56 are allowed",
        "en: the headline has 72 columns, at most 66 are allowed",
    ]
