"""A figure of the facts may be written as people write it; what only looks like it is refused."""

import pytest

from digest.writing import drafts
from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence, Words
from digest.writing.gate.figures import check_figures
from digest.writing.typography import tidy

pytestmark = pytest.mark.django_db

TABLE = (
    "Decode numbers\n| Batch | Before (us) | After (us) |\n|---|---|---|\n| 64 | 92.13 | 81.31 |\n| 96 | 120.5 | 99.2 |"
)


def problems(text, zh, en, diff=None):
    words = {"zh-hans": Words(detail=tidy(zh, "zh-hans")), "en": Words(detail=tidy(en, "en"))}
    return drafts.check(words, Evidence(("A change", text), diff=diff or DiffEvidence()))


# (what the source has, Chinese, English): the same figure, written for its own readers.
WRITTEN = {
    "a thousands comma": ("It holds 131,072 tokens", "可容纳 131072 个 token", "It holds 131072 tokens"),
    "digits joined in code": ("The cap is 16_384 tokens", "上限为 16384 个 token", "The cap is 16384 tokens"),
    "a shape without spaces": ("Input of shape (2,128)", "输入的形状为 (2, 128)", "The input has shape (2, 128)"),
    "a product": ("Tiles of 128x64x32", "tile 为 128×64×32", "Tiles are 128 x 64 x 32"),
    "a factor of a product": ("Tiles of 128x64", "tile 的一边为 64", "One side of a tile is 64"),
    "a power": ("Fails at 2**31 elements", "达到 2^31 个元素时失败", "It fails at 2^31 elements"),
    "a raised power": ("Fails at 2³¹ elements", "达到 2^31 个元素时失败", "It fails at 2^31 elements"),
    "another exponent": ("Scales near 1e-05", "缩放约为 1e-5", "Scales are about 1e-5"),
    "a bare point": ("Dropout of .5", "dropout 为 0.5", "Dropout is 0.5"),
    "a zero at the end": ("Needs CUDA 13.0", "需要 CUDA 13", "It needs CUDA 13"),
    "a whole factor": ("A speedup of 2.0x", "速度是原来的 2 倍", "It is 2x as fast"),
    "per cent as a word": ("30.7 percent of rows", "30.7% 的行", "30.7% of the rows"),
    "per hundred in Chinese": ("30.7% of rows", "百分之 30.7 的行", "30.7% of the rows"),
    "points": ("It loses 1.5 points", "低了 1.5 个百分点", "It loses 1.5 percentage points"),
    "a spelled-out unit": ("It took 40 milliseconds", "用时 40 毫秒", "It took 40 ms"),
    "memory without its b": ("Needs 80G of memory", "需要 80 GB 显存", "It needs 80 GB of memory"),
    "flops of a second": ("Reaches 910 TFLOP/s", "达到 910 TFLOPS", "It reaches 910 TFLOPS"),
    "requests": ("Serves 12.5 req/s", "每秒处理请求为 12.5 请求/秒", "It serves 12.5 requests/s"),
    "days": ("Kept for 30 days", "保留 30 天", "They are kept for 30 days"),
    "a range with one unit": ("Saves 2-4 ms", "节省 2 到 4 ms", "It saves 2 to 4 ms"),
    "a range with its unit twice": ("From 16ms to 12ms", "由 16 降到 12 ms", "It goes from 16 to 12 ms"),
    "a list with one unit": (
        "Buffers of 4/8/16 GB",
        "缓冲区有 4 GB、8 GB 与 16 GB",
        "Buffers have 4 GB, 8 GB or 16 GB",
    ),
    "about, rounded": ("41.4% of elements differ", "约 41% 的元素不同", "About 41% of the elements differ"),
    "almost, rounded": ("It takes 29.8 s", "用时接近 30 s", "It takes almost 30 s"),
    "a rounded factor": ("A speedup of 1.7645x", "加速 1.76 倍", "A speedup of 1.76x"),
    "a unit of the section": ("Latency in ms:\na: 12.5\nb: 9.75", "a 为 12.5 ms", "a takes 12.5 ms"),
    "a unit in brackets": ("Throughput (TFLOPS)\nold 310\nnew 355", "升到 355 TFLOPS", "It rises to 355 TFLOPS"),
    "a unit of a column": (TABLE, "由 120.5 us 降到 99.2 us", "It goes from 120.5 us to 99.2 us"),
    "a unit of a name": ("Set `poll_interval_ms = 250`", "轮询间隔为 250 ms", "It polls each 250 ms"),
    "a unit of an option": ("timeout-minutes: 45 for CI", "CI 的超时为 45 分钟", "CI times out after 45 minutes"),
    "a timeout": ("Call it with timeout=90", "超时为 90 秒", "It times out after 90 seconds"),
    "a word": ("The two backends agree", "2 个后端一致", "The 2 backends agree"),
    "a word of Chinese": ("The two backends agree", "两个后端一致", "The two backends agree"),
    "a figure in words": ("With 3 retries", "重试三次", "It tries three times"),
    "a factor in words": ("It is twice as fast", "速度是原来的 2 倍", "It is 2x as fast"),
    "a factor in Chinese words": ("It is 2x as fast", "速度翻倍", "It is twice as fast"),
    "another factor in words": ("A threefold speedup", "速度是原来的三倍", "It is 3x as fast"),
    "half": ("It halves the memory", "显存减半", "It takes half of the memory"),
    "dozens": ("Dozens of files change", "数十个文件有变", "Dozens of files change"),
    "a number of twelve": ("It adds 12 kernels", "新增十二个 kernel", "It adds twelve kernels"),
    "both": ("Both paths are covered", "两条路径都覆盖到", "Both paths are covered"),
    "a second of an order": ("The 2nd call fails", "第二次调用失败", "The second call fails"),
    "a unit behind a word": ("It sleeps for 5 s", "等待五秒", "It waits for five seconds"),
    "what the sentence lists": (
        "Adds `pull` and `push`",
        "新增 `pull` 和 `push` 两个命令",
        "It adds two commands, `pull` and `push`",
    ),
    "a count of all": ("5 of 8 ranks fail", "8 个 rank 中有 5 个失败", "5 of 8 ranks fail"),
    "a version with a v": ("Bumps to v2.10.1", "升级到 2.10.1", "It goes to 2.10.1"),
    "a version from above": ("Requires torch>=2.6", "要求 torch 2.6 以上", "It requires torch 2.6 or above"),
    "a number joined to a word": (
        "Enables 2CTA mode on 8xH100",
        "用 8 块 H100 时启用 2 CTA",
        "It enables 2 CTAs on 8 H100",
    ),
    "the tag of a wheel": (
        "Builds CUDA wheels cu126 for Python, cp310",
        "为 Python 3.10 构建 CUDA 12.6 的 wheel",
        "Wheels for CUDA 12.6 and Python 3.10",
    ),
    "a number of a name": ("Adds `decode_hdim256`", "head 维度可为 256", "A head dimension of 256 works"),
    "a number behind an underscore": ("Adds tile_96 kernels", "tile 为 96", "Tiles are 96 wide"),
    "a bare speedup": ("Speedup of 1.43 on L40", "在 L40 上加速 1.43 倍", "A speedup of 1.43x on L40"),
    "one as a figure": ("Keeps a single copy", "只保留 1 份拷贝", "It keeps 1 copy"),
    "a spaced factor": ("It is 1.5 x faster", "速度是原来的 1.5 倍", "It is 1.5x as fast"),
    "times": ("It is 3 times faster", "速度是原来的 3 倍", "It is 3x as fast"),
    "repeated times": ("It retries 3 times", "重试 3 次", "It retries 3 times"),
    "a factor of": ("Faster by a factor of 1.6", "速度是原来的 1.6 倍", "It is 1.6x as fast"),
    "a figure in code": ("Takes `0.124`ms", "用时 0.124 ms", "It takes 0.124 ms"),
    "a figure in bold": ("From 10.2 → **8.1** ms", "由 10.2 ms 降到 8.1 ms", "It goes from 10.2 ms to 8.1 ms"),
    "a unit behind brackets": ("A median of [1.25] ms", "中位为 1.25 ms", "The median is 1.25 ms"),
    "what it was in brackets": (
        "Now 8.1 ms (was 10.2)",
        "用时 8.1 ms，原为 10.2 ms",
        "It takes 8.1 ms, 10.2 ms before",
    ),
    "a unit before a table": (
        "Times (us):\n| 1 | 2 |\n|---|---|\n| 51.94 | 38.18 |",
        "由 51.94 us 降到 38.18 us",
        "It goes from 51.94 us to 38.18 us",
    ),
    "a unit at the end of a line": (
        "GEMM, TFLOP/s:\nold 110.6, new 124.0",
        "升到 124.0 TFLOPS",
        "It gets 124.0 TFLOPS",
    ),
    "the time of a shell": ("real 0m1.142s", "用时 1.142 秒", "It takes 1.142 seconds"),
    "nanos": ("It shaves off 50 nanos", "省下 50 纳秒", "It saves 50 nanoseconds"),
    "a cell that is broken in two": (
        "| a | b |\n|---|---|\n| lookup | 449.940\nus/call |",
        "每次 449.940 us",
        "449.940 us a call",
    ),
    "the number of a folder": ("Fixes examples/79_sorting/build.txt", "修复示例 79", "Example 79 is fixed"),
    "a per cent sign": ("Percent signs are escaped", "百分号要转义", "Percent signs are escaped"),
    "ten thousands": ("Up to 524,288 tokens", "最多 52 万个 token", "Up to 524,288 tokens"),
    "thousands": ("It takes 65,500 rows", "可容纳 65.5K 行", "It takes 65.5K rows"),
    "thousands of two": ("It takes 131072 tokens", "可容纳 128K 个 token", "It takes 128K tokens"),
    "hundreds, rounded": ("It reaches 858.444 TFLOPs", "达到 858 TFLOPs", "It reaches 858 TFLOPs"),
    "half of a reduction": ("A 2x memory reduction", "内存减半", "It takes half of the memory"),
    "twice, of a product": (
        "It needs seqlen > 2*block_size",
        "须大于两倍的 block_size",
        "It needs twice the block_size",
    ),
    "twice, of duplicates": ("Duplicates in the output", "不再列出两次", "Nothing is listed twice"),
    "a ratio in words": ("A 1:1 mapping of slots", "槽位一一对应", "Slots map 1:1"),
    "a single one": ("It takes 1 queue", "只用单队列", "It takes 1 queue"),
    "a setting": ("Run with --m 640 --n 96", "m=640、n=96 时", "With m=640, n=96"),
    "a product of settings": ("Run with --m 640 --n 96", "640×96 时", "At 640 x 96"),
    "two that are told": ("Drop the tail and the head", "头与尾两处都去掉", "Both the head and the tail are dropped"),
    "bits": ("Packs 4-bit weights", "打包 4 位权重", "It packs 4-bit weights"),
}


@pytest.mark.parametrize(("text", "zh", "en"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_figure_may_be_written_as_people_write_it(text, zh, en):
    assert problems(text, zh, en) == []


# The same with a figure that the source does not have.
NOT_THERE = {
    "a part of a thousand": ("It holds 131,072 tokens", "可容纳 13107 个 token", "It holds 13107 tokens", '"13107"'),
    "another factor of a product": ("Tiles of 128x64", "tile 的一边为 32", "One side of a tile is 32", '"32"'),
    "a zero put on": ("Needs CUDA 13", "需要 CUDA 13.0", "It needs CUDA 13.0", '"13.0"'),
    "gigabits": ("A link of 80 Gbps", "需要 80 GB", "It needs 80 GB", '"80gb"'),
    "the number of a chip": ("Tuned for SM90", "有 90 个调优项", "It tunes 90 things", '"90"'),
    "a unit of another name": ("Set `poll_interval_ms = 250`", "间隔为 250 s", "It polls each 250 s", '"250s"'),
    "a unit of another column": (TABLE, "由 120.5 ms 降到 99.2 ms", "It goes from 120.5 ms to 99.2 ms", '"120.5ms"'),
    "a unit that ended with its section": (
        "Latency in ms:\na 12\n# Sizes\nb 640",
        "b 为 640 ms",
        "b takes 640 ms",
        "640ms",
    ),
    "a factor from a number": ("The two backends agree", "速度是原来的 2 倍", "It is 2x as fast", '"2x"'),
    "another word": ("The two backends agree", "三个后端一致", "The three backends agree", '"三"'),
    "another vague number": ("Dozens of files change", "数百个文件有变", "Hundreds of files change", '"数百"'),
    "ten thousands of others": ("Up to 524,288 tokens", "最多 57 万个 token", "Up to 524,288 tokens", '"57万"'),
    "millions of thousands": ("It takes 65,500 rows", "可容纳 65.5M 行", "It takes 65.5M rows", '"65.5m"'),
    "another whole of hundreds": ("It reaches 858.644 TFLOPs", "达到 858 TFLOPs", "It gets 858 TFLOPs", '"858tflops"'),
    "another setting": ("Run with --m 640 --n 96", "m=64、n=96 时", "With m=64, n=96", '"m=64"'),
    "a count of more than is listed": (
        "Adds `pull` and `push`",
        "新增三个命令：`pull` 和 `push`",
        "It adds three commands, `pull` and `push`",
        '"three"',
    ),
}


@pytest.mark.parametrize(("text", "zh", "en", "why"), NOT_THERE.values(), ids=NOT_THERE.keys())
def test_a_figure_that_only_looks_like_one_of_the_source_is_refused(text, zh, en, why):
    assert any(why in problem for problem in problems(text, zh, en))


def test_a_figure_of_a_changed_line_has_the_unit_of_its_name():
    diff = DiffEvidence(added=("timeout=5,", "MAX_WAIT_MS = 300"))

    assert problems("A test", "超时为 5 秒，最多等 300 ms", "It waits 300 ms and times out after 5 seconds", diff) == []
    assert problems("A test", "超时为 5 分钟", "It times out after 5 minutes", diff) != []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("On an affected host, each of these reads takes approximately 27\nms in all", "Each read took 27 ms"),
        ("It is split into one x32 + one x16 segment", "Segments of 32 and 16"),
        ("| Batch | Torch |\n|---|---|\n| 8 | 50.418336 |", "The baseline is 50.4"),
    ],
)
def test_a_figure_is_found_across_a_broken_line_behind_a_times_sign_and_rounded(source, text):
    assert list(check_figures(text, Evidence((source,)))) == []
