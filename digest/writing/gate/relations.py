"""Reads out of a text what took the place of what, in both languages: from A to B, B instead of A, 用 B 取代 A."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.writing.tokens import PLURAL

EDGE = r"(?<![A-Za-z0-9_.])"
UNIT = r"(?: ?(?:ms|us|s|GB|MB|KB|TFLOPS)(?![A-Za-z0-9_]))?"
THING = (
    rf"(`[^`\n]{{1,120}}`|{EDGE}\d[A-Za-z0-9_.,%-]{{0,30}}{UNIT}"
    rf"|{EDGE}(?=[A-Za-z][a-z-]{{0,30}}[A-Z0-9_/]|[A-Z])[A-Za-z][A-Za-z0-9_./+-]{{0,90}}|\[[^\[\]\n]{{1,40}}\])"
)
WORDS = r"(?:[A-Za-z]{1,20} ){0,3}"
BEHIND = r"(?: [A-Za-z-]{1,20}){0,4}"
HAN = r"[\u3400-\u9fff ]"
TURN = "改|换|变|升|降|移|切|转|迁|增|减|缩|提|退|归|重|调|替|更"
FIRST_THEN = [  # what was stands before what is
    rf"\b[Ff]rom {WORDS}?{THING}{BEHIND}? to {WORDS}?{THING}",
    rf"{THING} (?:becomes?|is now|turns? into|gives? way to|->|→|=>) (?:[a-z]{{1,20}} )?{THING}",
    rf"\b(?i:replac|renam|chang|switch)[a-z]{{1,3}} {WORDS}?{THING}{BEHIND}? (?:with|by|to|as|into) {WORDS}?{THING}",
    rf"{THING}(?:{BEHIND}? (?:is|are|was|were|been))? replaced (?:with|by) {WORDS}?{THING}",
    rf"\b[Ii]nstead of {WORDS}?{THING}{BEHIND}?, {WORDS}?{WORDS}?{THING}",
    rf"\bnot (?:[a-z]{{1,20}} ){{0,5}}{THING}[^.\n]{{0,60}}? instead {WORDS}?{WORDS}?{THING}",
    rf"{THING}{BEHIND}? in favou?r of {WORDS}?{THING}",
    rf"[从由自] ?{THING}{HAN}{{0,10}}?[成为到至回向用换]{HAN}{{0,6}}?{THING}",
    rf"[将把] ?{THING}{HAN}{{0,8}}?(?:{TURN}){HAN}{{0,4}}?[成为到至]{HAN}{{0,6}}?{THING}",
    rf"{THING} ?(?:改名|重命名|改写?|替?换|变更?|更名|更换|切换|升级|迁移)[成为到至]{HAN}{{0,6}}?{THING}",
    rf"{THING} ?被 ?{THING} ?(?:取代|代替|替换|替代)",
]
THEN_FIRST = [
    rf"{THING}{BEHIND}?,? (?:instead of|rather than|in place of|over) {WORDS}?{THING}",
    rf"{THING}{BEHIND}?, (?:and )?(?:not|no longer)(?: to)? {WORDS}?{THING}",
    rf"{THING} (?:now )?(?:replac|supersed)(?:es|ed|ing) (?!with |by ){WORDS}?{THING}",
    rf"{THING} takes the place of {WORDS}?{THING}",
    rf"{THING}(?<!被){HAN}{{0,4}}?(?:取代|代替|替代|替换)(?![成为]){HAN}{{0,6}}?{THING}",
    rf"{THING} ?,?{HAN}{{0,4}}?(?:而非|而不是|而不再){HAN}{{0,10}}?{THING}",
    rf"{THING} ?,{HAN}{{0,4}}?(?:不再|不是|不用){HAN}{{0,10}}?{THING}",
]
PRONOUNS = frozenset({"it", "the", "this", "that", "they", "these"})
ONLY_NEW = [
    rf"\b(?i:bump|updat|upgrad|chang|mov|switch|renam|rais|goe?|revert)[a-z]{{0,3}} {WORDS}?{WORDS}?to {WORDS}?{THING}",
    rf"\b[Uu]s(?:e|es|ed|ing) {WORDS}?{THING}{BEHIND}? (?:instead of|rather than|over) ",
    rf"(?<!要求)(?<!建议)(?<!须)(?:改用|改为|换成|换为|升级?[到至]|改回|移[到至]) ?{THING}",
    rf"\bnow (?:uses?|is|takes?|calls?) {WORDS}?{THING}",
]
ONLY_OLD = [
    rf"\b(?:instead of|rather than|in place of|takes the place of|[Ii]t replaces|stops using) {WORDS}?{THING}",
    rf"(?:而非|而不是|不再[是用]|取代|代替)了? ?{THING}",
    rf"\bno longer uses? {WORDS}?{THING}",
]
PATTERNS = [*((re.compile(one), (1, 2)) for one in FIRST_THEN), *((re.compile(one), (2, 1)) for one in THEN_FIRST)]
ONE_SIDED = [*((re.compile(one), True) for one in ONLY_NEW), *((re.compile(one), False) for one in ONLY_OLD)]


IN_MODULE = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]{0,60}\.){1,6}[A-Za-z_]{0,30}[A-Z_][A-Za-z0-9_]{0,60}")


class Relation(NamedTuple):
    """What was, or was not taken, and what came or was taken in its place; empty where only one of them is told."""

    old: str
    new: str

    @property
    def reversed(self) -> "Relation":
        return Relation(self.new, self.old)


def relations(text: str) -> Iterator[Relation]:
    """Each pair in this normalised text, without its marks of code and its units."""
    for pattern, (old, new) in PATTERNS:
        for match in pattern.finditer(text):
            found = Relation(bare(match[old]), bare(match[new]))
            if found.old != found.new and not PRONOUNS & {*found}:
                yield found
    for pattern, is_new in ONE_SIDED:
        for match in pattern.finditer(text):
            yield Relation("", bare(match[1])) if is_new else Relation(bare(match[1]), "")


def bare(thing: str) -> str:
    """The thing as it is in every sentence: no marks of code, no unit, no case, not what module it lies in."""
    plain = thing.strip("`").rstrip(".,-")
    plain = plain.rpartition(".")[2] if IN_MODULE.fullmatch(plain) else plain
    return PLURAL.sub("", re.sub(r"(?<=\d)\s?(?:ms|us|s|GB|MB|KB|TFLOPS|%|x)$", "", plain).casefold())
