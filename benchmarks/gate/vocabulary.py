# ruff: noqa: E501  (a pair is read best on one line)
"""Words whose exchange turns a sentence round, in both languages; written for the evaluation, unknown to the gate.

A pair is (English words, their opposites, Chinese words, their opposites); the English lists run in step, so that "adds"
becomes "removes" and "added" becomes "removed", and so do the Chinese ones. A Chinese word may be an expression that
tells where it is no part of another word: 前 is not turned round in 前端.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    english: str
    english_opposite: str
    chinese: str
    chinese_opposite: str


DIRECTIONS = [
    Pair(
        "adds added add adding gains",
        "removes removed remove removing loses",
        "新增 增加 加入 添加",
        "移除 减少 去掉 删去",
    ),
    Pair(
        "removes removed remove removing drops dropped",
        "adds added add adding adds added",
        "移除 删除 去掉 删去",
        "新增 新增 加上 新增",
    ),
    Pair("enables enabled enable on", "disables disabled disable off", "启用 开启 打开", "停用 关闭 关闭"),
    Pair("disables disabled disable off", "enables enabled enable on", "停用 禁用 关闭", "启用 启用 开启"),
    Pair(
        "raises raised rises rose grows grew",
        "lowers lowered falls fell shrinks shrank",
        "提高 升高 上升 升到 升至",
        "降低 降低 下降 降到 降至",
    ),
    Pair(
        "lowers lowered falls fell drops reduces reduced",
        "raises raised rises rose rises raises raised",
        "降低 降到 降至 减少 下降",
        "提高 升到 升至 增加 上升",
    ),
    Pair("increases increased increase", "decreases decreased decrease", "增加 提高 增大", "减少 降低 减小"),
    Pair("upgrades upgraded upgrade", "downgrades downgraded downgrade", "升级 升到 升至", "降级 降到 降至"),
    Pair("supports supported accepts accepted", "drops dropped rejects rejected", "(?<!不)支持 接受", "不再支持 拒绝"),
    Pair("allows allowed allow permits", "forbids forbidden forbid forbids", "允许 可以", "禁止 不可"),
    Pair("reverts reverted", "relands relanded", "回退 撤回 撤销", "重新合入 重新合入 重新合入"),
    Pair("deprecates deprecated", "restores restored", "弃用 废弃", "恢复 恢复"),
    Pair("asynchronous asynchronously async", "synchronous synchronously sync", "异步", "同步"),
    Pair("synchronous synchronously sync", "asynchronous asynchronously async", "同步", "异步"),
    Pair("faster quicker", "slower slower", "更快 快 加快", "更慢 慢 变慢"),
    Pair("slower", "faster", "更慢 变慢 慢", "更快 变快 快"),
    Pair("more larger higher longer", "fewer smaller lower shorter", "更多 更大 更高 更长", "更少 更小 更低 更短"),
    Pair(
        "fewer smaller lower shorter less",
        "more larger higher longer more",
        "更少 更小 更低 更短",
        "更多 更大 更高 更长",
    ),
    Pair("before", "after", "之前 以前 (?<![先目])前(?![向端缀])", "之后 以后 后"),
    Pair("after", "before", "之后 以后 (?<![先然随最])后(?![向端缀])", "之前 以前 前"),
    Pair("above over exceeds", "below under undercuts", "高于 超过 大于", "低于 低于 小于"),
    Pair("below under", "above over", "低于 小于 不足", "高于 大于 超过"),
    Pair("maximum most", "minimum least", "最大 最多", "最小 最少"),
    Pair("minimum least", "maximum most", "最小 最少 至少", "最大 最多 至多"),
    Pair("required mandatory", "optional optional", "必须 必需 必填", "可选 可选 可选"),
    Pair("optional", "required", "可选", "必填"),
    Pair("forward", "backward", "前向", "反向"),
    Pair("backward", "forward", "反向", "前向"),
    Pair("reads read loads load", "writes write stores store", "读取 读(?!写) 加载 载入", "写入 写 存储 写出"),
    Pair("writes write stores store", "reads read loads load", "写入 (?<!读)写 存储", "读取 读 加载"),
    Pair("first", "last", "第一 首", "最后 末"),
    Pair("with", "without", "(?<![不自附])带(?![宽来]) (?<![不包])含 (?<![没具只已略所])有(?!效)", "不带 不含 没有"),
]

NEGATIONS = [
    Pair("no longer", "still", "不再", "仍会"),
    Pair(
        "does not|do not|cannot|is not|are not|was not",
        "does|do|can|is|are|was",
        "不会|不能|不可(?!能)|不是|不符|没有|不(?![再同必足少])|未",
        "会|能|可|是|相符|已经|会|已",
    ),
    Pair("without", "with", "无需|没有|不用|不带", "需要|带有|要用|带"),
    Pair("never", "always", "从不|从未|没有", "总是|一直|已经"),
    Pair("can", "cannot", "(?<!不)可以|(?<![不功性可智])能|(?<!不)可(?![能见])", "不可以|不能|不可"),
    Pair("works", "does not work", "可用|可以|(?<![功性可智])能", "不可用|不可以|不能"),
    Pair("supports", "does not support", "(?<!不)支持", "不支持"),
    Pair(
        "is|are|has|have|takes|uses|gives|returns",
        "is not|are not|lacks|lack|ignores|avoids|withholds|swallows",
        "(?<![法未不])使用|返回|采用|得到|(?<![不而])是(?!否)|(?<![没具只已略所])有(?!效)",
        "不使用|不返回|不采用|得不到|不是|没有",
    ),
]

HEDGES = [
    Pair("may|might|could", "does|does|does", "可能会|可能|或许", "会|会|会"),
    Pair("experimental |experimentally ", "|", "实验性的?|试验性的?", "|"),
    Pair("would", "does", "将会|将|(?<!机)会", "已|已|已"),
    Pair(
        "proposes to |is proposed to |is planned to |plans to |aims to ",
        "does |does |does |does |does ",
        "提议|建议|计划|拟|旨在",
        "已|已|已|已|已",
    ),
    Pair("is proposed|are proposed|is planned|are planned", "is in|are in|is in|are in", "提议|计划|拟", "已|已|已"),
    Pair("draft ", "", "草案|草稿", "改动|改动"),
    Pair("reportedly |is reported to |are reported to ", "||", "据报告?|有报告称|报告称", "||"),
    Pair(
        "about |around |roughly |nearly ", "exactly |exactly |exactly |exactly ", "约|大约|左右|近", "恰好|恰好||恰好"
    ),
    Pair(
        "in some cases|sometimes|for most|in most",
        "in all cases|always|for all|in all",
        "有时|某些|部分|多数|大多数",
        "总是|所有|全部|所有|所有",
    ),
    Pair("up to|at most", "at least|at least", "最多|至多", "至少|至少"),
]

# What an open report says is broken, and the same told as mended.
SYMPTOMS = [
    Pair("fails|fail", "no longer fails|no longer fail", "失败|无法", "不再失败|可以"),
    Pair(
        "crashes|crash|segfaults|segfault",
        "no longer crashes|no longer crash|no longer segfaults|no longer segfault",
        "崩溃|段错误",
        "不再崩溃|不再段错误",
    ),
    Pair(
        "hangs|hang|deadlocks",
        "no longer hangs|no longer hang|no longer deadlocks",
        "卡住|挂起|死锁",
        "不再卡住|不再挂起|不再死锁",
    ),
    Pair(
        "raises|raise|throws",
        "no longer raises|no longer raise|no longer throws",
        "报错|抛出|报",
        "不再报错|不再抛出|不再报",
    ),
    Pair(
        "gives|give|returns|produces|outputs",
        "no longer gives|no longer give|no longer returns|no longer produces|no longer outputs",
        "输出|得到|返回|产生|算出|给出",
        "不再输出|不再得到|不再返回|不再产生|不再算出|不再给出",
    ),
    Pair(
        "differs|differ|breaks|break|is wrong|are wrong|is missing|are missing",
        "no longer differs|no longer differ|no longer breaks|no longer break|is right|are right|is there|are there",
        "不同|不一致|出错|错误|缺少|缺失",
        "不再不同|不再不一致|不再出错|已修复|不再缺少|不再缺失",
    ),
    Pair(
        "is asked for|is wanted|are wanted|is requested|are requested",
        "is in|is in|are in|is in|are in",
        "请求|希望|想要|需要",
        "已有|已有|已有|已有",
    ),
]

UNITS = [
    tuple(pair.split(">"))
    for pair in [
        "ms>us",
        "us>ms",
        "μs>ms",
        "ns>us",
        "s>ms",
        "GB>MB",
        "MB>GB",
        "KB>MB",
        "KiB>MiB",
        "%>x",
        "x>%",
        "TFLOPS>GFLOPS",
        "TFLOPs>GFLOPs",
        "GB/s>MB/s",
        "TB/s>GB/s",
        "tok/s>ms",
        "K>M",
        "k>M",
        "B>M",
        "bytes>bits",
        "bits>bytes",
        "bit>byte",
    ]
]
