"""What may be is not told as what is: hedges, proposals, reports, and what is fixed only once it is merged."""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence
from digest.writing.gate.states import State

MENDED = {
    "en": re.compile(
        r"\b(?:no longer|fixed|resolved|solved|now works?|(?:is|are|was|were|been) (?:merged|landed)"
        r"|(?:is|are) in (?=for|to\b))",
        re.I,
    ),
    "zh": re.compile(
        "不再|已(?:默认|为.{1,20})?(?:开启|加入|启用|停用)|已经?(?:修复|解决|修正|支持|加入|新增|移除)|(?<!中)已有(?!.*(?:但|却|无法))|得到修复"
        "|现已|现可|现在?支持|修好"
    ),
}
PROPOSED = {
    "en": re.compile(
        r"\b(?:propos\w*|plan(?:s|ned)?|would|drafts?|wip|pull request|prs?|request\w*|want(?:s|ed)?|asks?|asked"
        r"|should|aims?|suggest\w*|may|might|could|intend\w*|to be|open)\b",
        re.I,
    ),
    "zh": re.compile("提议|拟|计划|草案|草稿|PR|请求|希望|想要?|建议|待|将|若|可能|打算|提出|未合|合入后"),
}
# Not of the fault that is to be mended, 会崩溃的问题, and not 不会.
WILL_ZH = re.compile("(?<!不)会(?!议|话)(?![^，。；;,\n]{0,60}的(?:问题|错误|缺陷|情况))")
STILL = {
    "en": re.compile(
        r"(?<!must )\b(?:still|reportedly|reported to)\b(?! (?:uses?|has|have|experimental|lacks?|not|no|missing"
        r"|an?|the|defaults?)\b)",
        re.IGNORECASE,
    ),
    "zh": re.compile("仍(?![须需用为可是缺未不没无有])|依然|据报|报告称|据称|依旧"),
}
STILL_OF_FAULT = re.compile("仍会|依然会")
STILL_SAID = re.compile(
    r"\b(?:still|remain\w*|keep\w*|kept|continu\w*|stay\w*|unchanged|existing|retain\w*|preserv\w*|fall\w* ?back"
    r"|otherwise)\b",
    re.I,
)
FAULT = re.compile(
    r"fix|bug|error|crash|fail|wrong|remov|replac|instead|avoid|no longer|skip|correct|drop|refactor|hang", re.I
)
# What was merged is told by report only where its source reports.
REPORTED = re.compile(r"\b(?:reportedly|reported to)\b|据报|报告称|据称", re.IGNORECASE)
SAID_TO = re.compile(r"report|said|claim|observ|user|complain|\bsaw\b|反馈|报告", re.IGNORECASE)
CLAUSE_END = re.compile(r"[;。；\n]|\.(?=\s|$)")
# Each certain word needs one like it: "exactly 21" is not "~21".
CERTAIN = [
    (re.compile(r"\bexactly\b|恰好|正好(?!相反)|刚好", re.I), re.compile(r"exact|precis|恰好|正好", re.I)),
    (
        re.compile(
            r"(?<!longer )(?<!not )(?<!n't )\b(?:always|in all cases|invariably|every time)\b"
            r"|(?<!再)(?<!再是)(?<!不)(?<!不是)(?:总是|始终|必定|必然)",
            re.I,
        ),
        re.compile(
            r"always|consisten|\ball\b|\bevery|each|never|uncondition|hard-?coded|constant|default|only|force|already|总是|一直",
            re.I,
        ),
    ),
]


def check_state(text: str, language: str, evidence: Evidence) -> Iterator[str]:
    """Each claim of this text that the state of the matter does not bear."""
    said = evidence.said
    for clause in CLAUSE_END.split(text) if evidence.state.is_open else ():
        is_proposed = evidence.state is State.PROPOSAL and PROPOSED[language].search(clause)
        if (found := MENDED[language].search(clause)) and not is_proposed and not _says(said, found[0]):
            yield f'"{found[0]}" needs a merged change, and this is open'
    is_told_so = PROPOSED[language].search(text) or (language == "zh" and WILL_ZH.search(text))
    if evidence.state is State.PROPOSAL and not is_told_so:
        yield "an open pull request is told as a change that is there"
    if evidence.state is State.MERGED and (found := REPORTED.search(text)) and not SAID_TO.search(said):
        yield f'"{found[0]}" needs a report, and this is merged'


def check_certainty(text: str, language: str, evidence: Evidence) -> Iterator[str]:
    """What this text says goes on, or is so always or exactly, where the evidence has no word like it."""
    said = evidence.said
    is_mended = evidence.state in (State.MERGED, State.RELEASE) and FAULT.search(said)
    if is_mended and (found := _goes_on(text, language)) and not STILL_SAID.search(said):
        yield f'the evidence does not say "{found[0]}"'
    for word, support in CERTAIN:
        if (found := word.search(text)) and not support.search(said):
            yield f'the evidence does not say "{found[0]}"'


def _goes_on(text, language):
    """What says that a fault goes on: "still" in the headline, and 仍会, which is said of faults, anywhere."""
    headline, _newline, detail = text.partition("\n")
    return STILL[language].search(headline) or (STILL_OF_FAULT.search(detail) if language == "zh" else None)


def _says(said, word):
    return word.casefold() in said
