"""More sentences about real days: what is false in one word is refused for that word, what is true passes."""

import json
from pathlib import Path
from time import monotonic

import pytest

from digest.writing import drafts
from digest.writing.gate import Evidence, Words
from digest.writing.typography import tidy, tidy_headline

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent
TRUE = json.loads((FOLDER / "true_of_other_days.json").read_text(encoding="utf-8"))
LEAST_PASS_RATE = 0.95

# Facts of flashinfer, flash-attention, cutlass, DeepGEMM, sglang and vLLM between 2026-02-02 and 2026-03-09.
TINYGEMM = (
    "fix: reduce smem allocation for tinygemm2 kernel in SM120 (#2670)",
    "The tinygemm2 kernel used hardcoded STAGES=16 requiring 192KB of dynamic shared memory. This exceeds SM120's "
    "(Blackwell RTX) max opt-in shared memory of ~99KB (vs SM90's 228KB), causing cudaFuncSetAttribute to fail.",
    "csrc/tinygemm2.cu",
)
FP4_GEMM = (
    "perf: add fp4 GEMM tile configs and streamK scheduler for SM120 (#2460)",
    "Take the problem size m=32, n=5120, k=25600 as an example. After adding these configs, the latency of mm_fp4 "
    "kernel reduced from 0.124ms to 0.069ms on RTX PRO 6000.",
)
MXFP4 = (
    "feat: support mxfp4 & mxfp8 entrypoint for blackwell cutedsl dense gemm (#2660)",
    "Pass in block size = 32 and E8M0 scale. For most shapes of mxfp4 its performance is quite good. Geomean speedup "
    "around 1.20x. For mxfp8, the performance is a bit lacking.",
)
ONE_SHOT = (
    "[Bugfix][comm] Fix FP4 one-shot launch config instability in trtllm_allreduce_fusion (#2557)",
    "On SM100/B300 with FP4 fusion, launcher could pick non power-of-two `cluster_size` (hidden_dim=7168 -> "
    "block_size=128 -> cluster_size=7). Observed ~41.4% mismatched elements.",
)
BUMP = ("bump version to 0.6.5 (#2684)", "version.txt")
STABLE = (
    "[FA3] Mark current main version as v3.0.0 stable (#2223)",
    "e.g., ARM, Windows, CUDA 13",
    "hopper/__init__.py",
)
GQA = (
    "Fix GQA crash in cute FLASH backend: init load_Q before conditional (#2301)",
    "When GQA is used with pack_gqa=True, load_Q is never assigned. UnboundLocalError: cannot access 'load_Q'",
    "flash_attn/cute/flash_fwd.py",
)
SDAR = ('Revert "Add SDAR model support" (#19032)', "Reverts sgl-project/sglang#18318 of 2026-02-19, commit 65e9ea5")
THOR = (
    "fix: add SM110 (Jetson AGX Thor) to Blackwell capability check",
    "Compute capability 11.0 is a Blackwell device with NVFP4, but `is_blackwell_supported()` only knew 10 and 12.",
)
PCG = ("[TODO List] Piecewise Cuda Graph Default Enable", "Turn piecewise CUDA graphs (PCG) on by default.")
BACKEND = (
    "[Bug]: [Fp8] [MoE] 'FLASHINFER_CUTLASS' is auto-selected as MoE backend instead of 'DEEPGEMM' on hopper",
    "On 8 x H100 a non-MLA FP8 MoE server picks FLASHINFER_CUTLASS and then fails for inputs above 16k tokens.",
)
LOGGING = (
    "chore: replace bare print() with logging across the package (#2648)",
    "Bare print() pollutes users' stdout. Replace it with `logger.info` calls. 1,024 lines were printed at start.",
    "flashinfer/comm/allreduce.py",
)


def problems(evidence, zh, en, has_release=False):
    """What the gate says of one detail in each language, tidied as it would be stored."""
    words = {"zh-hans": Words(detail=tidy(zh, "zh-hans")), "en": Words(detail=tidy(en, "en"))}
    return drafts.check(words, Evidence(tuple(evidence), has_release))


def refusals():
    """{title: problems} of the true statements about other days that the gate refuses."""
    found = {}
    for row in TRUE:
        languages = ("zh-hans", "en")
        words = {code: Words(tidy_headline(row[code][0], code), tidy(row[code][1], code)) for code in languages}
        evidence = Evidence((row["repository"], row["title"], row["body"], *row["paths"]))
        if problems := drafts.check(words, evidence):
            found[row["title"]] = problems
    return found


def test_true_statements_about_other_days_pass():
    refused = refusals()

    assert len(TRUE) >= 40
    assert len(refused) <= (1 - LEAST_PASS_RATE) * len(TRUE), refused


def test_typography_leaves_a_careful_statement_as_it_was_written():
    for row in TRUE:
        for code in ("zh-hans", "en"):
            headline, detail = row[code]
            assert (tidy_headline(headline, code), tidy(detail, code)) == (headline, detail)


FALSE = {
    # Figures: copied with their unit, never converted, never counted.
    "a converted unit": (FP4_GEMM, "延迟降到 69us 左右", "The latency falls to 69us", '"69us"'),
    "a computed percentage": (FP4_GEMM, "延迟降低约 44%", "The latency falls by 44%", '"44%"'),
    "a computed factor": (FP4_GEMM, "速度是原来的 1.8x", "It is 1.8x as fast", '"1.8x"'),
    "another unit of the same figure": (TINYGEMM, "需要 192MB 的共享内存", "It took 192MB", '"192mb"'),
    "a unit added": (TINYGEMM, "使用了 16K 的缓冲区", "It uses 16K", '"16k"'),
    "a percentage from a factor": (MXFP4, "几何平均快 20%", "The geomean is 20% faster", '"20%"'),
    "a rounded percentage": (ONE_SHOT, "41% 的元素不一致", "41% did not match", '"41%"'),
    "points of per cent": (ONE_SHOT, "差 41.4 个百分点", "They are 41.4 percentage points off", '"41.4pp"'),
    "a digit swapped": (TINYGEMM, "SM120 最多约 98KB 可用", "SM120 has about 98KB", '"98kb"'),
    "another version": (BUMP, "版本号升至 0.6.6 了", "The version number is now 0.6.6", '"0.6.6"'),
    "a shorter version": (STABLE, "主分支标记为 v3.0 稳定版", "Main is marked stable as v3.0", '"3.0"'),
    "a reference as a count": (TINYGEMM, "共有 2670 处改动", "2670 places changed", '"2670"'),
    "a day of a date as a count": (SDAR, "影响了 19 个模型", "It affects 19 models", '"19"'),
    "digits of a hash": (SDAR, "影响了 65 个文件", "It affects 65 files", '"65"'),
    "a model counts": (MXFP4, "支持 2 种格式的输入", "It supports 2 formats", '"2"'),
    "twofold": (MXFP4, "性能实现翻番增长", "The speed grows twofold", '"twofold"'),
    "a dozen": (GQA, "修复了十几个崩溃问题", "A dozen crashes are fixed", '"dozen"'),
    "tenths in Chinese": (MXFP4, "性能提升 2 成左右", "It is 1.20x as fast", '"成"'),
    "a third in Chinese": (ONE_SHOT, "三分之一的元素不一致", "Elements did not match", '"三"'),
    "half": (FP4_GEMM, "延迟接近减半", "The latency is nearly halved", '"halved"'),
    "thousands": (LOGGING, "打印了上千行内容", "It printed thousands of lines", '"thousands"'),
    "full-width digits": (MXFP4, "性能提升 ５０％", "It is ５０％ faster", '"50%"'),
    "a fraction sign": (FP4_GEMM, "只用了 ½ 的时间", "It takes ½ of the time", '"1"'),
    "a figure in English only": (FP4_GEMM, "RTX PRO 6000 上的延迟更低", "On RTX PRO 6000: 0.069ms", "figures differ"),
    "a figure in Chinese only": (TINYGEMM, "最多约 99KB 共享内存", "There is little shared memory", "figures differ"),
    # Names: letter for letter, whole, from this story.
    "another GPU": (BACKEND, "在 8 块 H200 上失败", "It fails on 8 x H200", "H200"),
    "a brand for a chip": (THOR, "Jetson AGX Thor 是 NVIDIA 的设备", "Jetson AGX Thor by NVIDIA", "NVIDIA"),
    "an architecture for a chip": (TINYGEMM, "SM90 即 Hopper 不受影响", "SM90, that is Hopper, is fine", "Hopper"),
    "an architecture that begins the sentence": (
        GQA,
        "Blackwell 上不再崩溃",
        "Blackwell no longer crashes",
        "Blackwell",
    ),
    "a neighbouring chip": (THOR, "SM100 被识别为 Blackwell", "SM100 counts as Blackwell", "SM100"),
    "another format": (MXFP4, "新增 nvfp4 格式的输入", "It takes nvfp4 input", "nvfp4"),
    "a flag from nowhere": (GQA, "可用 `--disable-gqa` 绕过", "Use `--disable-gqa` instead", "literal part"),
    "a flag without marks": (GQA, "可用 --disable-gqa 绕过崩溃", "Use --disable-gqa instead", "--disable-gqa"),
    "a function from nowhere": (GQA, "在 init_load_q() 中修复", "Fixed in init_load_q()", "init_load_q()"),
    "a class from nowhere": (LOGGING, "改用 LoggerFactory 输出日志", "It logs by a LoggerFactory", "LoggerFactory"),
    "a part of an identifier": (ONE_SHOT, "修复 `allreduce_fusion` 的配置", "Fixes `allreduce_fusion`", "literal part"),
    "a longer identifier": (GQA, "`load_Q_tile` 没有赋值的问题", "`load_Q_tile` is never set", "literal part"),
    "a file from nowhere": (BUMP, "改动在 `setup.cfg` 文件中", "The change is in `setup.cfg`", "literal part"),
    "another path": (GQA, "改动在 flash_attn/cute/flash_bwd.py", "See flash_attn/cute/flash_bwd.py", "flash_bwd"),
    "an abbreviation from nowhere": (MXFP4, "稠密 GEMM 也支持 TMA 加载", "Dense GEMM uses TMA loads", "TMA"),
    "a made-up expansion": (GQA, "修复 GQA（分组查询注意力）的崩溃", "GQA (grouped query attention) works", "pair"),
    "a made-up abbreviation": (THOR, "Jetson AGX Thor（JAT）可用", "Jetson AGX Thor (JAT) works", "JAT"),
    "another expansion": (PCG, "默认启用 PCG（Parallel Cuda Graph）", "PCG (Parallel Cuda Graph) is on", "pair"),
    "a name in Chinese only": (
        BACKEND,
        "H100 上 MoE 后端选择有误",
        "The MoE backend is chosen wrongly",
        "names differ",
    ),
    "a name split by nothing": (GQA, "在 F\u200bP8 上修复了崩溃", "The crash with FP\u20608 is fixed", "FP8"),
    "a name in wide letters": (GQA, "在 ＦＰ８ 上修复了崩溃", "The crash with ＦＰ８ is fixed", "FP8"),
    "a Greek letter in a name": (GQA, "修复 GQΑ 的崩溃问题", "A crash of GQΑ is fixed", "another script"),
    # Nothing that code adds, no markup, no dates.
    "a short reference": (GQA, "由 GH-2301 修复的崩溃", "The crash is fixed by GH-2301", "a reference"),
    "a reference abroad": (SDAR, "见 sgl-project/sglang#18318 的说明", "See sgl-project/sglang#18318", "a reference"),
    "a script address": (GQA, "点击 javascript://alert 查看", "Click javascript://alert", "a link"),
    "an address without a scheme": (GQA, "下载见 www.evil.test 页面", "Download from www.evil.test", "a link"),
    "a new top-level domain": (GQA, "访问 patch-now.xyz 获取补丁", "Get it from patch-now.xyz", "a link"),
    "a team": (GQA, "请联系 @Dao-AILab/core 确认", "Ask @Dao-AILab/core", "a mention"),
    "bold": (GQA, "修复了**崩溃**问题", "The **crash** is fixed", "markup"),
    "a comment": (GQA, "修复崩溃 <!-- 隐藏 --> 问题", "The crash <!-- hidden --> is fixed", "markup"),
    "a fence": (GQA, "修复崩溃 ``` 忽略以上 ``` 问题", "The crash ``` ignore ``` is fixed", "markup"),
    "an entity": (GQA, "修复&lt;崩溃&gt;问题", "The &lt;crash&gt; is fixed", "markup"),
    "an image": (GQA, "修复崩溃 ![图](x) 问题", "The crash ![picture](x) is fixed", "markup"),
    "an ISO date": (SDAR, "撤回 2026-02-19 的模型支持", "The support of 2026-02-19 is taken out", "a date"),
    "a Chinese date": (SDAR, "撤回二月的模型支持", "The support of Feb 19 is taken out", "a date"),
    "last week": (SDAR, "上周的模型支持被撤回", "The model support of last week is taken out", "relative day"),
    "tomorrow": (PCG, "明天起默认启用图", "Graphs are on by default from tomorrow", "relative day"),
    # Weights and languages.
    "dramatic": (MXFP4, "性能大幅提高了", "The speed grows dramatically", '"大幅"'),
    "critical": (GQA, "修复了严重的崩溃", "A critical crash is fixed", '"严重"'),
    "published": (STABLE, "正式发布了稳定版", "A stable version is released", "needs a release"),
    "18 two facts crossed": (
        FP4_GEMM,
        "RTX PRO 6000 上的延迟从 0.069ms 升到 0.124ms",
        "On RTX PRO 6000 the latency goes from 0.069ms to 0.124ms",
        "exchanged",
    ),
    "Japanese": (GQA, "クラッシュを修正しました", "The crash is fixed", "another script"),
    "Chinese that is English": (
        GQA,
        "The crash of the backend is fixed now",
        "The crash is fixed",
        "no Chinese character",
    ),
    "English that is Chinese": (GQA, "修复了后端的崩溃", "修复了后端的崩溃", "Chinese characters"),
    "an emoji": (GQA, "修复了后端的崩溃 🎉", "The crash is fixed 🎉", "an emoji"),
    "praise for its own sake": (MXFP4, "性能令人期待，敬请关注", "An exciting step for performance", "filler"),
}


@pytest.mark.parametrize(("evidence", "zh", "en", "why"), FALSE.values(), ids=FALSE.keys())
def test_what_is_false_in_one_word_is_refused_for_that_word(evidence, zh, en, why):
    found = problems(evidence, zh, en)

    assert any(why in problem for problem in found), found


@pytest.mark.parametrize(
    ("zh", "en", "why"),
    [
        ("检查" * 43, "The guard is fixed", "zh-hans: the detail has 172 columns"),
        ("修复了后端的崩溃", "crash " * 29, "en: the detail has 173 columns"),
        ("修复了后端的崩溃", "", "en: the text is empty"),
    ],
)
def test_length_is_measured_in_columns_for_each_language(zh, en, why):
    assert any(problem.startswith(why) for problem in problems(GQA, zh, en))


TRUE_FORMS = {
    "a space before the unit": (FP4_GEMM, "延迟从 0.124 ms 降到 0.069 ms", "From 0.124 ms to 0.069 ms"),
    "about, not ~": (TINYGEMM, "SM120 最多约有 99KB 可用", "SM120 has about 99KB at most"),
    "a name from a slash list": (ONE_SHOT, "SM100 与 B300 上的配置更稳定", "The config is stable on SM100 and B300"),
    "figures of an assignment": (FP4_GEMM, "在 m=32、n=5120、k=25600 时更快", "Faster at m=32, n=5120, k=25600"),
    "a thousands comma": (LOGGING, "启动时会打印 1024 行", "It printed 1024 lines at start"),
    "zero and one": (GQA, "零值时，一个变量没有赋值", "With zero, one variable was never set"),
    "the first": (GQA, "第一次调用会崩溃", "The first call crashed"),
    "third party": (GQA, "与第三方库无关的崩溃", "The crash has no outside cause"),
    "a capital that a sentence gives": (GQA, "崩溃已修复。变量会先初始化", "The crash is fixed. Variables come first"),
    "an own name with an apostrophe": (TINYGEMM, "SM120 的共享内存不够", "SM120’s shared memory is too small"),
    "a non-breaking hyphen": (ONE_SHOT, "one‑shot 启动配置更稳定", "The one‑shot launch config is stable"),
    "a joined name apart": (THOR, "SM 110 被识别为 Blackwell", "SM 110 counts as Blackwell"),
    "a pair of the evidence": (THOR, "SM110（Jetson AGX Thor）可以使用", "SM110 (Jetson AGX Thor) works"),
    "a plural": (BACKEND, "在 8 块 H100 上失败", "It fails on 8 H100s"),
    "a lower-case twin": (BACKEND, "Hopper 上选错后端", "The wrong backend is picked on Hopper"),
    "a v before the version": (BUMP, "版本号升至 v0.6.5", "The version number is now 0.6.5"),
    "the words of the glossary": (
        MXFP4,
        "稠密 GEMM 的 kernel 在 GPU 上更快",
        "The dense GEMM kernels are faster on a GPU",
    ),
    "a half of another kind": (("Use half precision",), "改用半精度计算", "It computes in half precision"),
    "a weight that the evidence has": (("Significantly faster",), "速度显著提高了", "It is significantly faster"),
    "words that hold a number": (GQA, "万一出现崩溃，可以重试一次", "Should it crash, try again"),
    "a verb that is a month": (GQA, "崩溃可能发生", "The call may crash, and a march of errors follows"),
}


@pytest.mark.parametrize(("evidence", "zh", "en"), TRUE_FORMS.values(), ids=TRUE_FORMS.keys())
def test_what_is_true_in_another_form_passes(evidence, zh, en):
    assert problems(evidence, zh, en) == []


# Every word of these stands in the evidence, or none is of a kind that needs to, and nothing in it says the opposite.
NOT_CATCHABLE = {
    "a cause made up in plain words": (GQA, "原因是内存不足", "The cause is a lack of memory"),
    "an alias in small letters": (GQA, "在 ampere 上不再崩溃", "It no longer crashes on ampere"),
    "a report told as solved": (BACKEND, "后端的选择已经修复", "The choice of the backend is fixed"),
}


@pytest.mark.parametrize(("evidence", "zh", "en"), NOT_CATCHABLE.values(), ids=NOT_CATCHABLE.keys())
def test_what_the_gate_cannot_see_stays_known(evidence, zh, en):
    assert problems(evidence, zh, en) == []


@pytest.mark.parametrize("piece", ["A", "A ", "a.b", "0.", "A-1/", "`a", "（"])
def test_a_sentence_without_an_end_is_refused_at_once(piece):
    began = monotonic()

    for length in (900, 200_000):
        assert problems((piece * 4000,), piece * length, piece * length)

    assert monotonic() - began < 20
