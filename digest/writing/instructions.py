"""Finds in a model's sentence what tells its reader to visit, run, install, hand over or pay: news only tells.

A stranger writes the evidence, so that a command stands there is no excuse. What is told of a command passes: that
support of `pip install x[extra]` was added, that running `pytest` no longer fails.
"""

import re

INSTALLER = (
    r"(?:pip3?|pipx|uv|conda|mamba|npm|npx|yarn|pnpm|cargo|brew|apt(?:-get)?|yum|dnf|curl|wget|bash|sudo|powershell|iex"
    r"|docker (?:run|pull)|git clone|python3? -[mc])\b"
)
SECRET = (
    r"(?:(?:api|access|secret|private|ssh) )?(?:tokens?|keys?|credentials?|passwords?|secrets?|accounts?|wallets?"
    r"|seed phrases?)\b(?! (?:count|cache|budget|position|id|buffer|state|pool|embedding"
    r"|limit|order|length|head|value|is\b|are\b|in\b))"
)
MONEY = (
    r"(?:money|fees?|funds?|invoices?|donations?|bitcoins?|btc|eth|usdt?|crypto|ransom"
    r"|[$€¥£]\s?\d|\d+\s?(?:usd|eur|btc))"
)
# Where a clause begins, and with it an order; "to install and run" goes on with what somebody may do.
CLAUSE = r"(?:^|[.!?;:,(]\s{1,2}|(?<!may )(?<!can )\b(?:then|now|immediately)\s)"
AND_CLAUSE = r"(?:^|[.!?;:,(]\s{1,2}|\b(?:and|then|now|immediately)\s)"
ENGLISH = [
    r"\bplease\b",
    r"\byou (?:should|must|need to|have to|ought to)\b",
    rf"\byour (?:own )?{SECRET}",
    r"\b(?:upgrade|update|install|patch|act) (?:now|immediately|at once|right away|asap|as soon as possible)\b",
    rf"{CLAUSE}(?:visit|click|tap|browse to|go to|head (?:over )?to|navigate to"
    r"|log in (?:to|at)|sign (?:in|up) (?:to|at|with))\s(?!of\b)",
    rf"{CLAUSE}(?:rotate|revoke|reset|renew|change|verify|enter|submit|provide|share|paste|upload)\s"
    rf"(?:your |all |the |any )*{SECRET}",
    rf"{CLAUSE}(?:pay|donate|send|wire|transfer)\s(?:\S{{1,20}} ){{0,3}}{MONEY}",
    rf"{CLAUSE}(?:run|execute|install|download|apply|try|use)\s"
    r"(?:this\b|it\b|the (?:following|attached|new)? ?(?:command|script|patch|hotfix|installer)\b)",
    rf"{CLAUSE}(?:get|fix|patch|repair|solve|upgrade|update|install)\b[^.;\n]{{0,60}}"
    rf"\b(?:with|via|by|using) `?{INSTALLER}",
    rf"`{INSTALLER}[^`\n]{{0,80}}` (?:fixes|solves|resolves|repairs|removes|patches)\b",
]
RUN = re.compile(rf"{AND_CLAUSE}(?:run|execute|install|type|paste|use|try) `?{INSTALLER}", re.IGNORECASE | re.MULTILINE)
ABLE = re.compile(r"\b(?:to|can|could|may|lets?|will|would|cannot|users?|scripts?|jobs?|tests?|that)\b", re.IGNORECASE)

SECRET_ZH = (
    r"(?:API ?)?(?:tokens?|令牌|密钥|密码|凭证|凭据|账号|账户|钱包|助记词)"
    r"(?! ?(?:计|缓|数|位|预|状|级|化|序|池|流|概|长))"
)
VERB_ZH = (
    "(?:访问|打开|点击|前往|登录|运行|执行|安装|下载|升级|更新|支付"
    "|付款|转账|汇款|捐|扫码|联系|轮换|重置|更换|提供|输入|复制|关注)"
)
CLAUSE_ZH = r"(?:^|[。；，：！、,.;:!]\s?|然后|接着)"
# What goes on so tells what happens, and is no order.
TOLD_ZH = r"(?![^，。；！,.;\n]{0,80}(?:时|会|将|不再|失败|报错|出错|崩溃|被|无法|的))"
CHINESE = [
    rf"请(?:先|立即|马上|立刻|尽快|务必|及时|大家|您|你|用户|各位){{0,3}}(?:在[^，。；\n]{{1,60}})?{VERB_ZH}",
    rf"(?:立即|立刻|马上)(?:访问|点击|前往|登录|安装|下载|支付|付款|转账|升级|轮换|更换)|(?:尽快|务必|赶快|赶紧){VERB_ZH}",
    rf"(?:您|你|大家|读者|所有用户)(?:应该?|需要?|必须|务必|要|都|先|尽快){{1,3}}{VERB_ZH}",
    rf"{CLAUSE_ZH}(?:在[^，。；\n]{{1,60}})?(?:轮换|重置|更换|撤销|吊销|提交|输入|验证|提供)(?:你的|您的|所有|全部)?\s?{SECRET_ZH}{TOLD_ZH}",
    rf"{CLAUSE_ZH}(?:点击|扫码|扫描二维码|加微信|转账|汇款|付款|捐款|打款|支付|前往|访问)\s?{TOLD_ZH}",
    rf"(?:{CLAUSE_ZH}|并)(?:运行|执行|安装|使用|输入|用) ?`?{INSTALLER}{TOLD_ZH}",
    rf"{INSTALLER}[^`\n]{{0,80}}` ?(?:即可|就能|就可以|可以?修复|可以?解决)",
]
PATTERNS = [re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in (*ENGLISH, *CHINESE)]


def instruction_in(text: str) -> str:
    """The first words of an order to the reader in a normalised text with `code`, or an empty string."""
    for pattern in PATTERNS:
        if found := pattern.search(text):
            return found[0].strip()
    return next((match[0].strip() for match in RUN.finditer(text) if not _is_ability(text, match)), "")


def _is_ability(text, match):
    """Whether the clause before "and run" says who may do so, as in "lets users install and run"."""
    if not match[0].startswith(("and", "then", "now")):
        return False
    clause = re.split(r"[.!?;\n]", text[: match.start()])[-1]
    return ABLE.search(clause) is not None
