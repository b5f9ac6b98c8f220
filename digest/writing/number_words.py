"""The number words of both languages and what they mean, so that "twice", 两倍 and 2x are one figure.

"One", 一 and 第一 are free: they are articles as often as numbers. Of vague numbers only the like of them is the same:
数十 is dozens, and neither is 24.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

W = "A-Za-z0-9_"  # borders of a token; never \b, which finds no border in 支持SM121的


class Figure(NamedTuple):
    """A number as it is written, its unit, and whether it is said with "about"."""

    number: str
    unit: str
    is_about: bool = False

    def __str__(self) -> str:
        return self.number + self.unit


class NumberWord(NamedTuple):
    """A word as it stands in a text, the figure that it means, and where it ends."""

    word: str
    figure: Figure
    end: int


def _numbered(words: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), first)}


SMALL = _numbered(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty",
    2,
)
TENS = {word: ten * 10 for word, ten in _numbered("thirty forty fifty sixty seventy eighty ninety", 3).items()}
LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
VALUES = {**SMALL, **TENS, **LARGE}
FACTORS = {
    **dict.fromkeys(("twice", "double", "doubles", "doubled", "doubling"), "2"),
    **dict.fromkeys(("thrice", "triple", "triples", "tripled", "tripling"), "3"),
    **dict.fromkeys(("quadruple", "quadruples", "quadrupled"), "4"),
    **dict.fromkeys(("half", "halve", "halves", "halved", "halving"), "0.5"),
}
VAGUE = ("dozen", "hundred", "thousand", "million", "billion")
# What supports a number without being searched in a sentence: a "second" is a unit, too.
ALIKE = {
    **_numbered("zero one", 0),
    **dict.fromkeys(("single", "once", "first", "1st", "1d"), 1),
    **_numbered("second third fourth fifth sixth seventh eighth ninth tenth", 2),
    **_numbered("thirds quarters fifths", 3),
    "quarter": 4,
    **_numbered("2nd 3rd 4th 5th 6th 7th 8th 9th 10th", 2),
    **dict.fromkeys(("both", "either", "neither", "pair", "pairs", "dual", "2d"), 2),
    **dict.fromkeys(("3d",), 3),
}
# What says how many in Chinese, and is as free as "one" is.
HAN_ALIKE = {"一": 1, "单": 1, "首": 1, "双": 2}
TWOFOLD = re.compile(r"(?<![a-z])duplicat")
MULTIPLE = re.compile(rf"(?<![{W}.])(\d{{1,4}})\s?\*\s?(?=[a-z_(])")  # 2*block_size is twice the block size
HAN_DIGITS = {**_numbered("一 二 三 四 五 六 七 八 九", 1), "两": 2}
HAN_LARGE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
HAN_FACTORS = {**dict.fromkeys(("翻倍", "翻番", "加倍"), "2"), **dict.fromkeys(("一半", "减半", "半数", "过半"), "0.5")}
HAN_VAGUE = {"十": "dozen", "百": "hundred", "千": "thousand", "百万": "million", "十亿": "billion"}

ENGLISH = re.compile(
    rf"(?<![{W}])(?:(?P<fold>[a-z]{{2,20}})-?fold|(?P<vague>{'|'.join(VAGUE)})s|tens of(?! (?:thousands|millions))"
    rf"|(?P<ten>twenty|{'|'.join(TENS)})-(?P<one>two|three|four|five|six|seven|eight|nine)"
    rf"|dozen|{'|'.join([*FACTORS, *VALUES])})(?![{W}])"
)
KNOWN_ONLY = re.compile(rf"(?<![{W}])(?:{'|'.join(ALIKE)})(?![{W}])")
CHINESE = re.compile(
    f"{'|'.join(HAN_FACTORS)}|(?:(?<![参函整个总次位小倍指])数|几|(?<!以)上)[{''.join(HAN_LARGE)}]{{1,3}}"
    f"|百分之(?P<percent>[一二三四五六七八九十百]{{1,5}})|(?P<number>[二两三四五六七八九十百千万亿][一二两三四五六七八九十百千万亿]{{0,8}})(?P<times>倍?)|倍"
    "|(?<=[0-9一几数])\\s?成(?![为功本员立果型长分])"
)
# Words in which the character is no number any more, or one that another word of the sentence says.
HAN_IDIOM = re.compile(
    "[二八十](?:六)?进制|[二三四]维|二分|二值|二次|二元|二叉|二选一|二者|两者|三者|两[边端侧难极]|第[二三四五六七八九十]次|第三方|三方库|三角"
    "|三元|[二三四]阶|四舍五入|四周|四则|十分|十足|百分[比率点号]|百分之\\s?(?=[0-9])|万一|千万|[千百万]兆|万能|万用|千问|百科|倍数|整数倍"
    "|五花八门|(?<=[0-9])\\s?[万亿]|(?<![0-9.])[0-9.]{1,12} ?倍"
)


def number_words(text: str) -> Iterator[NumberWord]:
    """The words of a normalised text that are numbers from two up, and their figures."""
    folded = text.casefold()
    for match in ENGLISH.finditer(folded):
        if figure := _of_english(match):
            yield NumberWord(match[0], figure, match.end())
    prose = HAN_IDIOM.sub(lambda idiom: " " * len(idiom[0]), folded)
    for match in CHINESE.finditer(prose):
        yield NumberWord(match[0].strip(), _of_chinese(match), match.end())


def known_numbers(text: str) -> set[Figure]:
    """The figures that the words of a text support; a factor supports its number, too: 两 of "double"."""
    found = {one.figure for one in number_words(text)}
    folded = text.casefold()
    found |= {Figure(str(ALIKE[match[0]]), "") for match in KNOWN_ONLY.finditer(folded)}
    found |= {Figure(str(number), "") for word, number in HAN_ALIKE.items() if word in folded}
    found |= {Figure(number, "x") for number in MULTIPLE.findall(folded)}
    found |= {Figure("2", "x")} if TWOFOLD.search(folded) else set()
    return found | {Figure(one.number, "") for one in found if one.unit == "x"}


def _of_english(match: re.Match[str]) -> Figure | None:
    word = match[0]
    if match["fold"]:
        value = VALUES.get(match["fold"])
        return Figure(str(value), "x") if value else None
    if match["ten"]:
        return Figure(str(VALUES[match["ten"]] + VALUES[match["one"]]), "")
    if word in FACTORS:
        return Figure(FACTORS[word], "x")
    if word in VALUES:
        return Figure(str(VALUES[word]), "")
    return Figure("12" if word == "dozen" else f"{match['vague'] or 'dozen'}s", "")


def _of_chinese(match: re.Match[str]) -> Figure:
    word = match[0].strip()
    if word in HAN_FACTORS:
        return Figure(HAN_FACTORS[word], "x")
    if match["percent"]:
        return Figure(str(han_value(match["percent"])), "%")
    if match["number"]:
        return Figure(str(han_value(match["number"])), "x" if match["times"] else "")
    if word[0] in "数几上" and word[1:] in HAN_VAGUE:
        return Figure(f"{HAN_VAGUE[word[1:]]}s", "")
    return Figure(word, "")  # 倍, 成 and the like: only the word itself supports it


def han_value(word: str) -> int:
    """The value of a number in Chinese characters: 二十四 is 24, 一百二十 is 120."""
    total = section = digit = 0
    for char in word:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif HAN_LARGE[char] < 10**4:
            section += (digit or 1) * HAN_LARGE[char]
            digit = 0
        else:
            total = (total + section + digit or 1) * HAN_LARGE[char]
            section = digit = 0
    return total + section + digit
