"""The figures and number words of a text, with their units, in forms that compare equal in both languages."""

import re
from decimal import Decimal
from typing import NamedTuple

W = "A-Za-z0-9_"  # borders of a token; never \b, which finds no border in 支持SM121的

# One unit in all its spellings.
SPELLINGS = {
    "%": "%|percent|per cent",
    "x": "x|×|倍",
    "s": "s|secs?|seconds?|秒",
    "ms": "ms|msecs?|milliseconds?|毫秒",
    "us": "us|μs|usecs?|microseconds?|微秒",
    "ns": "ns|nanoseconds?|纳秒",
    "min": "min|minutes?|分钟",
    "h": "hours?|小时",
    "bit": "bits?|比特",
    "byte": "bytes?|字节",
    "tokens/s": "tokens?/s|tok/s|tokens? per second",
    "pp": "个?百分点|percentage points?",
}
SIZE_UNITS = "[kmgt]i?b(?:/s(?:ec)?)?|[gtp]?flops(?:/s)?|[kmg]hz|w"
UNITS = "|".join([*(spelling for spelling in SPELLINGS.values()), SIZE_UNITS])
JOINED_ONLY = "[kmbgt]"
FIGURE = re.compile(
    rf"(?<![{W}])(?<!\d\.)(?:v(?=\d+\.\d))?(?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)*)(?P<exponent>e[+-]?\d+)?"
    rf"(?:(?P<joined>{JOINED_ONLY}|{UNITS})|[\s-](?P<spaced>(?![x×])(?:{UNITS})))?(?![{W}])"
)
UNIT_OF_HEAD = re.compile(rf"(?<![{W}])(?:{UNITS})(?![{W}])")
BETWEEN = re.compile(r"\s{0,3}(?:vs\.?|versus|/|->|→|=>|to|and|or|,|-|–|~)\s{0,3}~?")
ABOUT = re.compile(r"(?:about|around|roughly|nearly|approximately|approx\.|~|≈|约|近)\s?$")
ABOUT_BEHIND = re.compile(r"\s?(?:左右|上下)")

NUMBER_WORD = re.compile(
    rf"(?<![{W}])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|"
    r"millions?|billions?|twice|thrice|double[sd]?|doubling|triple[sd]?|tripling|quadruple[sd]?|half|halve[sd]?|halving|"
    rf"[a-z]+fold)(?![{W}])"
)
FOLDS = {"manifold", "scaffold", "unfold"}
HAN_NUMBER = re.compile(
    "[两二三四五六七八九十百千万亿倍]|翻番|一半|减半|半数|过半|(?<=[0-9一几数])\\s?成(?![为功本员立果型长分])"
)
# Words in which the character is no number any more.
HAN_IDIOM = re.compile(
    "[二八十](?:六)?进制|[二三四]维|二分|二值|二次|二元|二选一|二者|两者|三者|两[边端侧]|第[二三四五六七八九十]次|第三方|三方库|三角|三元"
    "|四舍五入|四周|十分|百分[比率点]|万一|千万|倍数|五花八门|(?<![0-9.])[0-9.]{1,12} ?倍"
)

# References, addresses, hashes and dates are no figures: #2525 does not support 2525.
REFERENCE = re.compile(
    rf"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{{0,30}}://\S+|(?:(?<![{W}.-])[{W}.-]{{1,100}}/[{W}.-]{{1,100}})?#\d+|(?<![{W}])gh-\d+"
    rf"|(?<![{W}])\d{{4}}-\d\d?-\d\d?(?![{W}])|(?<![{W}])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}(?![{W}])",
    re.IGNORECASE,
)


YEAR = re.compile(rf"(?<![{W}-])((?:19|20)\d\d)-\d\d?-\d\d?(?![{W}])")


class Figure(NamedTuple):
    """A number as it is written, its unit, and whether it is said with "about"."""

    number: str
    unit: str
    is_about: bool = False

    def __str__(self) -> str:
        return self.number + self.unit

    def is_told_by(self, known: "Figure") -> bool:
        """Whether a source that has the known figure supports this one, which may be rounded but never converted."""
        if self.unit != known.unit:
            return False
        return self.number == known.number or self._rounds(known)

    def _rounds(self, known: "Figure") -> bool:
        """1.76x of 1.7645x; 3.0 of 3.0.0 and 13% of 12.6% do not, unless the latter is said with "about"."""
        if not (is_decimal(self.number) and is_decimal(known.number)) or not (self.unit or "." in known.number):
            return False
        digits, exact = decimals(self.number), decimals(known.number)
        if digits >= exact:
            return bool(self.unit) and Decimal(self.number) == Decimal(known.number)
        least = (0 if self.is_about else 1) if self.unit else 2
        return digits >= least and abs(Decimal(self.number) - Decimal(known.number)) * 2 <= Decimal(10) ** -digits


def is_decimal(number: str) -> bool:
    return len(number) <= 20 and re.fullmatch(r"\d+(?:\.\d+)?", number) is not None


def decimals(number: str) -> int:
    return len(number.partition(".")[2])


def figures(text: str) -> set[str]:
    """The figures of a normalised text as {"12.6%", "1e-23", "0.6.4", "4ms"}; number words not."""
    return {str(figure) for figure in figures_of(text)}


def figures_of(text: str) -> set[Figure]:
    """The figures of a normalised text, each as it stands there."""
    folded = _searchable(text)
    return {_figure(match, folded) for match in FIGURE.finditer(folded)}


def figures_told(text: str) -> set[Figure]:
    """The figures of a text that may be cited, with every unit that its lines and the heads of its tables give them."""
    found: set[Figure] = set()
    heads: list[set[str]] = []
    found |= {Figure(year, "") for year in YEAR.findall(text)}
    for line in _searchable(text).split("\n"):
        found |= _of_line(line)
        is_row = line.count("|") > 1
        cells = line.strip().strip("|").split("|") if is_row else []
        for place, cell in enumerate(cells):
            units = heads[place] if place < len(heads) else set()
            found |= {Figure(figure.number, unit) for figure in _of_line(cell) if not figure.unit for unit in units}
        heads = _widened(heads, cells) if is_row else []
    return found


def _widened(heads, cells):
    """The units of each column as far as its head has told them: only cells without figures are a head."""
    known = [*heads, *([set()] * (len(cells) - len(heads)))]
    for place, cell in enumerate(cells):
        if not FIGURE.search(cell):
            known[place] = known[place] | {canonical_unit(unit) for unit in UNIT_OF_HEAD.findall(cell)}
    return known


def _of_line(line):
    """The figures of a line; where "vs", "to" or a slash joins two, the unit of one is the other's, too."""
    matches = list(FIGURE.finditer(line))
    found = [_figure(match, line) for match in matches]
    told = set(found)
    for place in range(len(found) - 1):
        if BETWEEN.fullmatch(line[matches[place].end() : matches[place + 1].start()]):
            left, right = found[place : place + 2]
            told |= {Figure(left.number, right.unit)} if not left.unit else set()
            told |= {Figure(right.number, left.unit)} if not right.unit else set()
    return told | {Figure(figure.number, "") for figure in told if figure.unit in ("bit", "byte")}


def _searchable(text):
    return REFERENCE.sub(" ", text).casefold()


def _figure(match, text):
    unit = canonical_unit(match["joined"] or match["spaced"] or "")
    number = match["number"].replace(",", "") + (match["exponent"] or "")
    is_about = ABOUT.search(text[max(0, match.start() - 15) : match.start()]) or ABOUT_BEHIND.match(text, match.end())
    return Figure(number, unit, bool(is_about))


def canonical_unit(unit: str) -> str:
    """The one spelling under which a unit is known: μs is us, 秒 is s."""
    for name, spellings in SPELLINGS.items():
        if re.fullmatch(spellings, unit):
            return name
    return unit.replace("/sec", "/s").removesuffix("/s") if "flops" in unit else unit.replace("/sec", "/s")


def number_words(text: str) -> set[str]:
    """Words that are numbers from two up, in both languages: {"twice", "两", "倍"}."""
    folded = text.casefold()
    words = {word for word in NUMBER_WORD.findall(folded) if word not in FOLDS}
    return words | {word.strip() for word in HAN_NUMBER.findall(HAN_IDIOM.sub(" ", folded))}


def is_figure(token: str) -> bool:
    return FIGURE.fullmatch(token.casefold()) is not None
