"""Both languages say the same: no side of a pair in one where the other has its opposite, no negation in one only."""

import re
from collections.abc import Iterator
from itertools import pairwise

from digest.writing.gate import lexicon
from digest.writing.gate.direction import AGAIN
from digest.writing.gate.negation import LACKING
from digest.writing.gate.passages import TURNED, Passage, passages, stem
from digest.writing.gate.relations import relations

OTHERWISE = LACKING | frozenset(map(stem, lexicon.SAID_OTHERWISE.split()))
# What is denied by a negator right before it in both languages, or in none.
AGREEING = (
    "support work run use affect exist accept match return save recognize expose fit claim coexist catch allow"
    " contain include"
)
VERBS = frozenset(map(stem, AGREEING.split()))
KEPT_FROM = frozenset(map(stem, ("avoid", "prevent", "stop")))  # "avoids growing" says that it does not grow
UN = re.compile("un|non|mis|dis|in(?!put|dex|stal|clud|fer|teg|t[0-9]|s|t|f)")
STILL = re.compile(r"\b(?:still|reportedly)\b", re.IGNORECASE)
STILL_ZH = re.compile("仍会|依然会|据报告?仍")
GOES_ON = re.compile(
    r"\b(?:still|stay\w*|keep\w*|kept|remain\w*|continu\w*|yet|at present|so far|must|even|otherwise|unchanged"
    r"|reportedly|reported|reports?|says|until|not|before)\b",
    re.IGNORECASE,
)
GOES_ON_ZH = re.compile("仍|还|照样|照常|才|依然|依旧|保持|保留|继续|一直|据报|据称|报告|沿用|照旧|不变|目前|尚|改称")
ENDS = re.compile(r"\b(?:no longer|(?:any|no) ?more|stop(?:s|ped)?|cease[sd]?)\b", re.IGNORECASE)
ENDS_ZH = re.compile("不再|不会再|已不|停止")
LACKING_ZH = tuple(lexicon.LACKING_ZH.split())
WHOLE_ZH = tuple(word for word in LACKING_ZH if word not in "不未无非没")


def check_agreement(english: str, chinese: str) -> Iterator[str]:
    """What the lines of the two texts, which stand for each other, say differently."""
    lines = list(zip(english.split("\n"), chinese.split("\n"), strict=False))
    yield from _going_on(english, chinese, lines)
    for told in sorted({*relations(english)} & {one.reversed for one in relations(chinese)}):
        yield f'the languages exchange "{told.old}" and "{told.new}"'
    for one, other in lines:
        left, right = passages(one), passages(other)
        if len(left) == len(right):
            for first, second in zip(left, right, strict=True):
                yield from _differences([first], [second])
                yield from _counted([first], [second])
        else:
            yield from _differences(left, right)
            yield from _counted(left, right)


def _going_on(english, chinese, lines):
    """Whether only one text says that something goes on, or one line of it does where the other says that it ends."""
    here = [(one, other) for one, other in lines if ENDS.search(one) or ENDS_ZH.search(other)]
    for one, other in ((english, chinese), *here):
        if STILL.search(one) and not GOES_ON_ZH.search(other):
            yield "what goes on in English does not in Chinese"
        if STILL_ZH.search(other) and not GOES_ON.search(one):
            yield "what goes on in Chinese does not in English"


def opposed_pairs(one: list[Passage], other: list[Passage]) -> Iterator[str]:
    """The names of the pairs of which these passages take one side and those the other."""
    mine, theirs = _sides(one), _sides(other)
    is_again = any(AGAIN.search(each.text) for each in (*one, *other))  # what is back had been taken out
    for pair in sorted(mine.keys() & theirs.keys() - ({"presence"} if is_again else set())):
        if not {*mine[pair]} & {*theirs[pair]} or _is_other_mix(mine[pair], theirs[pair]):
            yield pair


def _differences(english: list[Passage], chinese: list[Passage]) -> Iterator[str]:
    for pair in opposed_pairs(english, chinese):
        yield f"the languages say the opposite of each other ({pair})"
    is_alike = _negators(english) == _negators(chinese)  # "do not allow them to run" is 无法运行
    for concept in () if is_alike else sorted(_closely_negated(english) ^ _closely_negated(chinese)):
        if concept in _plain(english) | _plain(chinese):
            yield f'"{concept}" is negated in one language only'


def _counted(english, chinese):
    """Whether one language has negators that the other has neither as such nor in words that lack something."""
    counts = [_count(side) for side in (english, chinese)]
    lacks = _lacks(english), _lacks_zh(chinese, LACKING_ZH if not counts[1] else WHOLE_ZH)
    more = counts[0] - counts[1]
    if more > 0 and lacks[1] < more and not (counts[1] and lacks[0]):
        yield "only English negates"
    if more < 0 and lacks[0] < -more and not (counts[0] and lacks[1]):
        yield "only Chinese negates"


def _negators(found):
    return sum(token.is_negator for one in found for token in one.tokens)


def _count(found):
    return sum(_is_counted(token) for one in found for token in one.tokens)


def _is_counted(token):
    """What was and is no longer may be told without a negation; whether it goes on is checked by itself."""
    return token.is_negator and token.concept not in ("nolonger", "不再")


def _sides(found: list[Passage]) -> dict[str, list[int]]:
    sides: dict[str, list[int]] = {}
    for passage in found:
        for before, token in zip((None, *passage.tokens), passage.tokens, strict=False):
            is_kept_from = before is not None and before.concept in KEPT_FROM and not token.is_negated
            for pair, sign in token.sides if token.concept != "new" else ():
                sides.setdefault(pair, []).append(-sign if is_kept_from and pair in TURNED else sign)
    return sides


def _is_other_mix(mine, theirs):
    """Whether as many words take a side, and not as many each: forward and backward, and twice backward."""
    return len(mine) == len(theirs) and sum(mine) != sum(theirs)


def _closely_negated(found: list[Passage]) -> set[str]:
    """The verbs that stand right behind a negator."""
    pairs = [pair for passage in found for pair in pairwise(passage.tokens)]
    return {verb.concept for negator, verb in pairs if negator.is_negator and verb.is_negated} & VERBS


def _plain(found: list[Passage]) -> set[str]:
    return {token.concept for passage in found for token in passage.tokens if not token.is_negated} & VERBS


def _lacks(found):
    concepts = {token.concept for passage in found for token in passage.tokens if not token.is_negator}
    return sum(stem(concept) in OTHERWISE or UN.match(concept) is not None for concept in concepts)


def _lacks_zh(found, words):
    return sum(word in passage.text for passage in found for word in words)
