"""Who or what comes first: from A to B, A instead of B, A faster than B stand in the order of the evidence."""

import re
from collections.abc import Iterator

from digest.writing.gate.evidence import Evidence

THING = (
    r"(`[^`\n]{1,120}`|(?<![\w.])\d[\w.,%]{0,20}(?: (?:ms|us|s|GB|MB|KB|TFLOPS)\b)?"
    r"|(?<![\w.])[A-Za-z]{0,30}[A-Z0-9_][\w./+-]{0,60})"
)
WORD = r"\w{1,20}"
BEFORE_AFTER = [
    re.compile(rf"\bfrom (?:{WORD} ){{0,2}}?{THING}(?: {WORD}){{0,3}}? to (?:{WORD} ){{0,2}}?{THING}"),
    re.compile(rf"{THING} (?:becomes?|is now|turns into|is replaced by|gives way to|->|→) {THING}"),
    re.compile(rf"\breplac[a-z]{{1,3}} {THING} (?:with|by) {THING}"),
]
CHOSEN = [
    re.compile(rf"{THING}(?: {WORD}){{0,4}}?,? (?:instead of|rather than|in place of|over|not) (?:{WORD} )?{THING}"),
]
THAN = [
    re.compile(rf"{THING}(?: [\w%-]{{1,20}}){{0,8}}? than (?:{WORD} )?{THING}"),
    re.compile(rf"{THING}(?: [\w%-]{{1,20}}){{0,5}}? (?:with|by|for) {THING}"),
]
KINDS = (("from and to", BEFORE_AFTER), ("one and the other", CHOSEN), ("what is compared", THAN))


def check_roles(text: str, evidence: Evidence) -> Iterator[str]:
    """Each pair of names or figures that this English text has the other way round than the evidence."""
    for name, patterns in KINDS:
        for pattern in patterns:
            for match in pattern.finditer(text):
                first, second = (bare(part) for part in match.groups())
                if first != second and _is_reversed(first, second, name, patterns, evidence):
                    yield f'{name} are exchanged: "{first}", "{second}"'


def _is_reversed(first, second, name, patterns, evidence):
    if name == "from and to" and (first, second) != _by_diff(first, second, evidence):
        return True
    lines = [line for line in evidence.lines if first in line and second in line]
    orders = {order for text in lines for order in _orders(text, first, second, patterns)}
    if orders:
        return "->" not in orders
    if name != "from and to":
        return False
    places = {_order_of(text, first, second) for text in lines} - {None}
    return places == {"<-"}


def _by_diff(first, second, evidence):
    """The two in the order that removed and added lines give them; as they are where those do not tell."""
    sides = [(evidence.diff.has(one, "added"), evidence.diff.has(one, "removed")) for one in (first, second)]
    return (second, first) if sides == [(True, False), (False, True)] else (first, second)


def _orders(text, first, second, patterns):
    for pattern in patterns:
        for match in pattern.finditer(text):
            found = tuple(bare(part).casefold() for part in match.groups())
            if found == (first.casefold(), second.casefold()):
                yield "->"
            elif found == (second.casefold(), first.casefold()):
                yield "<-"


def _order_of(text, first, second):
    places = [_place(text, one) for one in (first, second)]
    if None in places:
        return None
    return "->" if places[0] < places[1] else "<-"


def _place(text, thing):
    found = re.search(rf"(?<![\w.]){re.escape(thing)}(?![\w]|\.\d)", text, re.IGNORECASE)
    return found.start() if found else None


def bare(thing: str) -> str:
    return re.sub(r"(?<=\d)\s?(?:ms|us|s|GB|MB|KB|TFLOPS|%|x)$", "", thing.strip("`").rstrip(".,"))
