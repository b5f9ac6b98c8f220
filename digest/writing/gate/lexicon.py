# ruff: noqa: E501  (a row is read best on one line)
"""The words that turn a sentence round, those that deny, and those that say nothing of what it is about.

A pair is (name, English of the one side, Chinese of it, English of the other, Chinese of the other). English words are
stems, as `passages.stem` makes them; "add" stands for adds, added and adding.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    name: str
    english: str
    chinese: str
    english_opposite: str
    chinese_opposite: str


PAIRS = [
    Pair(
        "presence",
        "add new introduc implement gain feat creat restor reland reintroduc insert append",
        "新增 增加 加入 添加 加上 引入 新建 恢复 重新合入 补上 增添 纳入",
        "remov drop delet deprecat revert undo eliminat strip los omit withdraw retir discard",
        "移除 删除 去掉 删去 去除 取消 弃用 废弃 回退 撤回 撤销 省去 丢弃 退役",
    ),
    Pair(
        "switch",
        "enabl activat switchedon",
        "启用 开启 打开 激活",
        "disabl deactivat switchedoff",
        "停用 禁用 关闭 关掉",
    ),
    Pair(
        "support",
        "support accept allow permit recogniz recognis",
        "支持 接受 允许 放行",
        "reject forbid prohibit refus deni unsupport disallow drop",
        "拒绝 禁止",
    ),
    Pair(
        "level",
        "rais ris rose grow grew increas upgrad higher widen bump extend improv",
        "提高 升高 上升 升到 升至 提升 增加 增大 增至 升级 放宽 扩大 增长 涨到",
        "lower fall fell shrink shrank decreas reduc downgrad tighten",
        "降低 降到 降至 降为 减少 下降 减小 缩小 降级 缩减 减到 收紧",
    ),
    Pair(
        "speed",
        "faster quicker speedup accelerat",
        "更快 加快 加速 快于",
        "slower slowdown regress degrad worse worsen underperform bottleneck",
        "更慢 变慢 减慢 慢于 退化 变差",
    ),
    Pair(
        "amount",
        "more",
        "更多",
        "fewer less",
        "更少",
    ),
    Pair(
        "level",
        "larger bigger higher longer greater",
        "更大 更高 更长 较大",
        "smaller lower shorter",
        "更小 更低 更短 较小",
    ),
    Pair("time", "before prior", "之前 以前", "after", "之后 以后"),
    Pair(
        "era",
        "formerly previously originally",
        "此前 先前 原先 原来 原本 过去 以往",
        "afterwards henceforth",
        "此后 后来 今后 自此",
    ),
    Pair("limit", "notabove", "不超过 不高于 不大于 不多于", "notbelow", "不低于 不少于 不小于"),
    Pair(
        "bound",
        "above exceed larger greater",
        "高于 超过 大于 超出 以上",
        "below under smaller less",
        "低于 小于 不足 不到 以下",
    ),
    Pair("extreme", "maximum max atmost", "最大 最多 至多 上限", "minimum min atleast", "最小 最少 至少 下限"),
    Pair("need", "requir mandatori", "必须 必需 必填", "option", "可选 选填"),
    Pair("sync", "asynchronous asynchronously async", "异步", "synchronous synchronously sync synchron", "同步"),
    Pair("pass", "forward fwd", "前向 正向", "backward bwd", "反向 后向"),
    Pair("transfer", "read load", "读取 加载 载入 读", "writ store sav", "写入 存储 写出 保存 写"),
    Pair("order", "first", "第一 首次 首先 首个", "last", "最后 末尾"),
]

# Makes the words behind it mean their opposite, until the clause ends or something is named.
NEGATORS = "not no never cannot without neither nor"
NEGATORS_ZH = "没有 并非 不是 不会 不能 不再 不必 不用 不可 不得 并未 从未 从不 尚未 无法 无需 不 未 无 非 没"
# Words that begin like a negator and are none, or none that another language must have.
HARMLESS_ZH = "不例外 无休止 并非所有 未变 不同 不一致 不稳定 不过 不仅 不小 不变 无关 无意义 无效 无用 未定义 未经 无符号 未知 不足 不符 不了 不到 而不是 而非 非法 非常 除非 是否 不等 不断 无限 不区分 不匹配 不定 不确定 不确定性 不一 不对 不全 不完整 不准 不当 不必要 不规则 不连续 不对称 不对齐 不兼容 不正确 不符合 不止 不论 不管 不限 不相关 不良 不平衡 不再不 未必 未来 不久"
# Verbs that deny: what they say needs a denial in the evidence, as a negator does.
DENYING = "lack ignor avoid refus miss fail reject prevent unabl"
# Says of itself that something is not so: stands where another language has a negator.
LACKING = (
    "fail lack miss skip avoid ignor prevent only except instead wrong crash error broken broke break bug fix incorrect absent empti"
    " reject refus remov drop disabl forbid unabl unsupport undefin uninitializ unus unknown invalid illegal none null stop"
    " elimin eliminat bypass exclud unless hardli rare less zero silent disallow delet unset unwritten unneed spar sav rid keep need"
    " unchang differ mismatch hang deadlock segfault overflow ceas gone leav left short fre out too independ spare without than rather unaffect last incompat revert open inequal inequaliti non los loss switchedoff todo tbd future later fals gon nothing hardly"
)
# Says with no negator what another language often says with one: stays the same is 不变, insufficient is 不足.
SAID_OTHERWISE = (
    "block die dead freez stuck expir beyond outsid separat alon untouch stale late idl deni forget off limit restrict"
    " exclusiv pur truncat halt abort cancel strip direct arbitrari unlimit remain constant sam ident identical unabl shortag insuffici"
    " instabl flaki immut imposs irrelev regardless whether barr bypass flat steadi optional opt defer pend wait agnostic"
    " otherwise nowhere nobody hidden hid suppress swallow discard omit exempt ban veto void lax unwind evad"
)
LACKING_ZH = (
    "失败 缺少 缺失 漏 跳过 避免 忽略 防止 只 仅 除 否则 错 崩溃 报错 修复 空 拒绝 移除 去掉 停用 禁 省去 省掉 绕过 排除 以免 而是 关闭 取消"
    " 拒 阻 挡 屏蔽 略 缺 断 废 撤 直接 任意 单独 以外 之外 卡住 卡死 终止 中断 限 暂 待 丢 未定义 无效 非法 免 不同 不一致 挂起 死锁 溢出 改为 改用 删 停 少 才 难 仍 不受 脱离 误 过早 坏 乱 异常 此时 这时 独立 超过 至多 最多 不 未 无 非 没"
)

# Words of grammar: they say nothing of what a passage is about.
GRAMMAR = (
    "the a an of to in for and or is are was were be been it its this that these those by on at as from into "
    "than then so if when which with no not now also has have had do does did can could may might will would "
    "their there each any all one only such more most other where while but per via after before up out over "
    "under between them they we our you your"
)
# Endings of English words, a longer one before those that end it.
ENDINGS = "ationally ations ation ional ments ment ings ing ies ied ions ion ed es ly s e y"
