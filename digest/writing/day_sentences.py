"""What a sentence about the day must do besides being true: say more than what it stands above, and join what belongs.

A summary sentence adds to its headline; a takeaway joins stories with a name, hardware, a model or a fault in common,
tells something of each, says something that the summary does not, and praises nobody.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from digest.text import HAN_CHARACTER
from digest.writing import tokens
from digest.writing.gate import Words
from digest.writing.retrieval import terms

NEW_PART = 0.2  # of what a sentence says has to stand in no other sentence about the same
# Names that most stories of a day have: what shares only these shares nothing.
EVERYWHERE = frozenset({"gpu", "cpu", "api", "ci", "pr", "cuda", "pytorch", "python", "kernel", "llm", "json", "id"})
SHORTEST_SUBJECT, SUBJECT_PART = 5, 5  # letters: cache and cached, autotuner and autotuning are one subject
TOLD_SUBJECTS = 2  # that a takeaway shares with a story of which it names nothing
# Words of any news, which are no subject.
NEWS = re.compile(
    r"after|allow|before|build|chang|check|default|disable|enable|error|every|fail|instead|issue|kernel|longer|model"
    r"|option|other|propos|remove|report|request|return|still|support|test|their|there|these|update|using|value"
    r"|version|where|which|would"
)
FAULTS = {
    "crash": r"crash|segfault|segmentation fault|core dump|illegal memory|panic|崩溃|段错误|非法(?:内存)?访问",
    "hang": r"\bhang|\bhung\b|deadlock|stuck|卡死|死锁|挂起",
    "wrong result": r"\bnan\b|wrong (?:result|output|answer)|accuracy|precision loss|incorrect|错误结果|结果错误|精度",
    "memory": r"out of memory|\boom\b|memory leak|内存(?:泄漏|不足)|显存不足",
    "slowness": r"slower|slowdown|regression|变慢|性能(?:回退|下降)",
    "build": r"fails to (?:build|compile|import)|build fail|编译失败|构建失败|无法(?:编译|导入)",
    "security": r"vulnerab|\bcve\b|injection|漏洞|注入",
}
PRAISE = re.compile(
    r"\b(?:impressive|remarkable|excellent|outstanding|great|exciting|powerful|seamless|milestones?|momentum"
    r"|matur(?:e|es|ing|ity)|well[- ]maintained|rapid(?:ly)? (?:progress|improv\w{1,10})|continues? to improve"
    r"|(?:steady|strong|solid|robust) (?:progress|work|improvements?)|commitment to)\b"
    r"|强大|出色|优秀|亮眼|令人|里程碑|稳步|日趋|日益|更加成熟|走向成熟|持续(?:改进|完善|优化|提升)|势头|值得称赞|卓越|领先",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cited:
    """A story that a takeaway joins: `text` is all that is told of it, in every language."""

    id: str
    repository: str
    text: str


def check_takeaway(words: dict[str, Words], cited: Collection[Cited], summary: Collection[str]) -> Iterator[str]:
    """Why this takeaway is none; `summary` are the sentences above it."""
    told = "\n".join(one.whole for one in words.values())
    if found := PRAISE.search(told):
        yield f'it praises: "{found[0]}"'
    if apart := not_joined(cited):
        yield f"{', '.join(apart)} shares no name, hardware, model or fault with the others"
    if untold := [one.id for one in cited if not is_told(told, one)]:
        yield f"it says nothing of {', '.join(untold)}"
    if summary and new_part(told, "\n".join(summary)) < NEW_PART:
        yield "it only repeats sentences of the summary"


def check_summary(words: dict[str, Words], headlines: Collection[str], detail: str) -> Iterator[str]:
    """Why a summary sentence says nothing that its story's headline does not; where there is no more, it may."""
    told = "\n".join(one.whole for one in words.values())
    if detail and new_part(told, "\n".join(headlines)) < NEW_PART:
        yield "it only repeats the headline, which stands below"


def not_joined(cited: Collection[Cited]) -> list[str]:
    """The ids of stories that have nothing in common with any other that is cited."""
    return [one.id for one in cited if not any(are_of_one_matter(one, other) for other in cited if other is not one)]


def are_of_one_matter(one: Cited, other: Cited) -> bool:
    """Whether both have a name or a fault in common; within a repository a subject (reasoning, cache) is enough."""
    own = names_of(one.repository) | names_of(other.repository)
    if (matters_of(one.text) & matters_of(other.text)) - own:
        return True
    return one.repository == other.repository and bool((subjects_of(one.text) & subjects_of(other.text)) - own)


def is_told(told: str, one: Cited) -> bool:
    """Whether a text has a name or a fault of this story, or two of its subjects, besides the repository's own."""
    own = names_of(one.repository)
    subjects = (subjects_of(told) & subjects_of(one.text)) - own
    return bool((matters_of(told) & matters_of(one.text)) - own) or len(subjects) >= TOLD_SUBJECTS


def names_of(repository: str) -> set[str]:
    """The parts of a repository's name, whole and as subjects are compared."""
    parts = set(repository.casefold().split("/"))
    return parts | {term[:SUBJECT_PART] for part in parts for term in terms(part)}


def matters_of(text: str) -> set[str]:
    """The names and the kinds of fault in a text."""
    plain = tokens.normalise_lines(text.replace("`", " "))
    written = (*tokens.identifiers(plain), *re.findall(r"\b[A-Z]{2,}[a-z]?\b", plain))
    names = {tokens.canonical(name) for name in written}
    names |= {name.casefold() for name in re.findall(r"(?<=\S )[A-Z][a-z]{2,}\b|\b[a-z]+[A-Z]\w*", plain)}
    faults = {f"{fault} (fault)" for fault, pattern in FAULTS.items() if re.search(pattern, plain, re.IGNORECASE)}
    return (names - EVERYWHERE) | faults


def subjects_of(text: str) -> set[str]:
    """Longer words without their endings, but for those of any news."""
    return {word[:SUBJECT_PART] for word in terms(text) if len(word) >= SHORTEST_SUBJECT and not NEWS.match(word)}


def new_part(told: str, known: str) -> float:
    """The share of what is told that the known text does not have: its terms, and pairs of Chinese characters."""
    mine = content(told)
    return len(mine - content(known)) / len(mine) if mine else 0.0


def content(text: str) -> set[str]:
    runs = re.findall(f"{HAN_CHARACTER.pattern}+", text)
    return terms(text) | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
