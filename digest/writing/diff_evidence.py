"""Holds what a sentence says was added, removed or changed against the lines of the diff, in both languages.

Added and removed lines prove changes; the lines between them, which stayed, prove that a name is there and no more.
What the diff does not show at all, its author may have said.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from digest.writing import tokens
from digest.writing.quantities import W


@dataclass(frozen=True)
class DiffEvidence:
    """The lines of a diff that the prompt carried, normalised, by what became of them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[str]) -> "DiffEvidence":
        """From lines that begin with "+", "-" or a space."""
        sides: dict[str, list[str]] = {"+": [], "-": [], " ": []}
        for line in lines:
            sides.get(line[:1], sides[" "]).append(tokens.normalise(line[1:]))
        return cls(*(tuple(sides[sign]) for sign in "+- "))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return (*self.added, *self.removed, *self.unchanged)

    @cached_property
    def _sides(self):
        return {side: "\n".join(getattr(self, side)).casefold() for side in ("added", "removed", "unchanged")}

    def has(self, name: str, side: str) -> bool:
        """Whether it stands in a line of this side ("added", "removed" or "unchanged"), as a whole token."""
        if "\n" in name or not name:
            return False
        if re.fullmatch(rf"[{W}.-]*[A-Za-z0-9]", name):
            return tokens.stands_in(name, self._sides[side])
        return tokens.stands_verbatim(name.casefold(), self._sides[side])


# --- What a sentence says ---------------------------------------------------------------------------------------------

ADDS = r"\b(?:add(?:s|ed|ing)?(?! up)|introduc(?:e|es|ed|ing)|gain(?:s|ed)?)\b"
REMOVES = r"\b(?:remov(?:e|es|ed|ing)|drop(?:s|ped|ping)?|delet(?:e|es|ed|ing))\b"
ADDS_ZH, REMOVES_ZH = "(?:新增|添加|增加|加入|引入|增添|新添)", "(?:移除|删除|删去|去除|去掉|取消)"
VERBS = {
    "added": re.compile(f"{ADDS}|{ADDS_ZH}", re.IGNORECASE),
    "removed": re.compile(f"{REMOVES}|{REMOVES_ZH}", re.I),
}
# Between the verb and what it takes there may stand words; what ends its reach: a preposition, another clause or verb.
SUPPORT = re.compile(r"\s?(?:\w{1,40} ){0,2}support (?:for|of)\b", re.IGNORECASE)
END = re.compile(
    r"[.;:()\n。；：]|,(?! ?(?:and |or )?`)|\b(?:to|in|into|from|with|on|at|by|so|when|where|which|that|if|because|via"
    r"|through|for|instead|as|without|under|behind|over|per|after|before|while|but|is|are|was|were)\b"
    rf"|{ADDS}|{REMOVES}|{ADDS_ZH}|{REMOVES_ZH}|[并到至来后时以用从而使让]",
    re.IGNORECASE,
)
CODE = re.compile(r"`([^`\n]{1,200})`")
# What is told of the name before the verb: `x` was removed, 将 `x` 移除.
PASSIVE = {
    "added": re.compile(
        r"`([^`\n]{1,200})`(?: \w{1,20}){0,2} (?:is|are|was|were|has been|have been) (?:added|introduced)\b"
        r"|`([^`\n]{1,200})` ?\w{0,6}?被(?:新增|添加|加入|引入)",
        re.IGNORECASE,
    ),
    "removed": re.compile(
        r"`([^`\n]{1,200})`(?: \w{1,20}){0,2} (?:is|are|was|were|has been|have been) (?:removed|dropped|deleted)\b"
        r"|(?:将|把) ?`([^`\n]{1,200})`[^`,.。;\n]{0,10}?(?:移除|删除|去掉|去除)"
        r"|`([^`\n]{1,200})`[^`,.。;\n]{0,8}?(?:被|已)(?:移除|删除|去掉|去除|取消)",
        re.IGNORECASE,
    ),
}
VALUE = r"(`[^`\n]{1,200}`|'[^'\n]{1,80}'|\"[^\"\n]{1,80}\"|[A-Za-z0-9_][A-Za-z0-9_.+-]{0,80})"
CHANGES = re.compile(
    r"default|chang|switch|renam|bump|rais|lower|默认|改|换|命名|替|升|降|提高|→|->", re.IGNORECASE
)  # only then "from a to b" tells of a change, and not of a conversion
# (what it was, what it is), by the order in which they stand.
FORWARD = [
    rf"\bfrom {VALUE} to {VALUE}",
    rf"{VALUE} ?(?:→|->) ?{VALUE}",
    rf"\breplac(?:es|ed|ing|e) {VALUE} (?:with|by) {VALUE}",
    rf"\brenam(?:es|ed|ing|e) {VALUE} (?:to|as|into) {VALUE}",
    rf"(?:从|由) ?{VALUE} ?(?:改|变|换|调|切换|升级|提高|降低|重命名)[一-鿿]{{0,3}}[为成到至] ?{VALUE}",
    rf"{VALUE} ?(?:改名?|变更|更换|换|重命名|替换)[为成] ?{VALUE}",
]
BACKWARD = [
    rf"{VALUE},? (?:instead of|rather than|in place of|and no longer) {VALUE}",
    rf"[为是用] ?{VALUE} ?,? ?(?:而非|而不是|不再是|取代|原为|此前为|之前为) ?{VALUE}",
]
PAIRS = [*((re.compile(p, re.I), (1, 2)) for p in FORWARD), *((re.compile(p, re.I), (2, 1)) for p in BACKWARD)]


def check_changes(text: str, diff: DiffEvidence, said: str) -> Iterator[str]:
    """Why the diff does not bear out what this normalised text says; `said` is the author's text, casefolded."""
    if not diff.texts:
        return
    for side, names in claims(text).items():
        for name in names:
            yield from _check_claim(name, side, diff, said)
    for before, after in replacements(text):
        if not (_may_be(before, "removed", diff, said) and _may_be(after, "added", diff, said)):
            yield f'the diff does not change "{before}" to "{after}"'


def claims(text: str) -> dict[str, list[str]]:
    """The code that the text says was "added" and "removed"."""
    hidden = CODE.sub(lambda match: f"`{'x' * len(match[1])}`", text)
    found: dict[str, list[str]] = {}
    for side, verb in VERBS.items():
        reaches = (_reach(hidden, match.end()) for match in verb.finditer(hidden))
        names = [name for start, end in reaches for name in CODE.findall(text[start:end])]
        names += [next(filter(None, match.groups())) for match in PASSIVE[side].finditer(text)]
        found[side] = list(dict.fromkeys(name.strip() for name in names))
    return found


def _reach(hidden, start):
    """[start, end) of what the verb before `start` takes."""
    if support := SUPPORT.match(hidden, start):
        start = support.end()
    end = END.search(hidden, start)
    return start, end.start() if end else len(hidden)


def replacements(text: str) -> list[tuple[str, str]]:
    """(before, after) of each change of a value or a name that the text tells."""
    found = []
    for clause in re.split(r"[;。；\n]|\.(?= |$)", text):
        if CHANGES.search(clause) or re.search("replac", clause, re.IGNORECASE):
            for pattern, (before, after) in PAIRS:
                found += [(_bare(match[before]), _bare(match[after])) for match in pattern.finditer(clause)]
    return found


def _bare(value):
    return value.strip("`'\" ").rstrip(".")


def _check_claim(name, side, diff, said):
    if any(VERBS[side].search(line) and name.casefold() in line.casefold() for line in diff.added):
        return  # an added line of a change log tells it
    other = "removed" if side == "added" else "added"
    if diff.has(name, other):
        where = "added as well as in removed" if diff.has(name, side) else other
        yield f'"{name}" is said to be {side}, and stands in {where} lines'
    elif not diff.has(name, side) and not _is_said(name, said):
        yield f'"{name}" is said to be {side}, and stands in unchanged lines only'


def _may_be(value, side, diff, said):
    """Whether the value stands on this side, or on neither and in the author's words."""
    other = "removed" if side == "added" else "added"
    return diff.has(value, side) or (not diff.has(value, other) and _is_said(value, said))


def _is_said(name, said):
    return tokens.stands_in(name, said) or tokens.stands_verbatim(name.casefold(), said)
