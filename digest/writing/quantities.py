"""The figures and number words of a text, with their units, in forms that compare equal in both languages."""

import re
from decimal import Decimal
from itertools import pairwise

from digest.writing.number_words import Figure, W
from digest.writing.scales import decimals, is_decimal, is_same_scaled
from digest.writing.tables import Table, label_of, tables

# One unit in all its spellings.
SPELLINGS = {
    "%": "%|percent|per cent|pct",
    "x": "x|×|倍",
    "s": "s|secs?|seconds?|秒",
    "ms": "ms|msecs?|milliseconds?|毫秒",
    "us": "us|μs|usecs?|microseconds?|微秒",
    "ns": "ns|nanos(?:econds?)?|纳秒",
    "min": "mins?|minutes?|分钟",
    "h": "hrs?|hours?|小时",
    "day": "days?|天",
    "bit": "bits?|比特",
    "byte": "bytes?|字节",
    "tokens/s": "(?:个 ?)?(?:tokens?|tok|词元)(?:/s(?:ec)?| per second|/秒)|tps",
    "requests/s": "(?:requests?|req|请求)(?:/s(?:ec)?| per second|/秒)|rps|qps",
    "pp": "(?:个 ?)?百分点|(?:percentage )?points?|p\\.p\\.|pts?",
}
SIZE_UNITS = "[kmgt]i?b(?:/s(?:ec)?)?|[kmgt]bps|[gtp]?flops?(?:/s(?:ec)?)?|[kmg]hz|w"
SHORT = {("g", "gb"), ("t", "tb")}  # 80G is said of memory
UNITS = "|".join([*(spelling for spelling in SPELLINGS.values()), SIZE_UNITS])
JOINED_ONLY = "[kmbgt万亿]"
FIGURE = re.compile(
    rf"(?<![{W}])(?<!\d\.)(?:v(?=\d+\.\d))?(?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)*)(?P<exponent>e[+-]?\d+)?"
    rf"(?:(?P<joined>{JOINED_ONLY}|{UNITS})|[\s-](?P<spaced>(?![x×])(?:{UNITS})))?(?![{W}]|\.\d)"
)
UNIT_BEHIND = re.compile(rf"(?<![{W}.])(\d[\d.,]{{0,20}})[ -]?(?:{UNITS})(?![{W}])", re.IGNORECASE)
UNIT_OF_HEAD = re.compile(rf"(?<![{W}])(?:{UNITS})(?![{W}])")
# A unit that a text gives to the bare figures behind it: "(ms)", "in microseconds".
UNIT_OF_SECTION = re.compile(
    rf"[(\[]\s?({UNITS})\s?[)\]]"
    rf"|(?<![{W}])(?:in |(?=[^\s:]{{1,20}}:\s*$))(?![sxwh](?![{W}]))({UNITS})(?![{W}])"
)
BETWEEN = re.compile(
    r"\s{0,3}[)\]]?\s{0,3}(?:\(?(?:vs\.?|versus|was|from|down from|up from|before)|/|->|→|=>|to|and|or|,|-|–|~"
    r"|、|和|与|或|到|至|对|降[到至]|[升提]高?[到至])\s{0,3}[~≈+-]?"
)
ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|approximately|approx\.|some|close to|~|≈|约为?|近|接近|大概)\s?$"
)
ABOUT_BEHIND = re.compile(r"\s?(?:左右|上下)")

BITS_OF_TYPE = re.compile(r"(?<![a-z0-9])(?:fp|bf|tf|float|bfloat|u?int|[iuf])(\d{1,3})(?![0-9])")  # of FP32x2: 32

# References, addresses, hashes and dates are no figures: #2525 does not support 2525.
REFERENCE = re.compile(
    rf"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{{0,30}}://\S+|(?:(?<![{W}.-])[{W}.-]{{1,100}}/[{W}.-]{{1,100}})?#\d+|(?<![{W}])gh-\d+"
    rf"|(?<![{W}])\d{{4}}-\d\d?-\d\d?(?![{W}])|(?<![{W}])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}(?![{W}])",
    re.IGNORECASE,
)


# The unit of a figure in its name: timeout_ms=500, timeout-minutes: 30; a timeout without one is in seconds.
NAMED = re.compile(
    rf"(?<![{W}-])(?P<name>[a-z][a-z0-9_-]{{1,60}})(?:\s?[=:]\s?|\(| of | is | )"
    rf"(?P<number>\d{{1,12}}(?:\.\d{{1,12}})?)(?![{W}.])"
)
UNITS_OF_NAMES = (("s", re.compile(r"timeout|sleep")), ("x", re.compile(r"speed-?up|ratio$|factor$")))
# A number that is joined to a word: 2 of 2CTA, 8 of 8xH100, 256 of hdim256 and of head_dim_256, but not 90 of SM90.
JOINED_TO_WORD = re.compile(
    rf"(?<![{W}.-])(\d{{1,6}})(?=x?[a-z]{{2,30}})|(?<=_)(\d{{1,6}})(?![A-Za-z0-9.])|(?<=/)(\d{{1,6}})(?=_)"
    rf"|(?<=[ (\[=]x)(\d{{1,6}})(?![A-Za-z0-9_.])|(?<![{W}])(?:[a-z]{{1,30}}_)?[a-z]{{3,30}}(\d{{2,6}})(?![{W}.])"
)
# Versions in the tags of wheels: cu126 is CUDA 12.6, cp310 and py310 are Python 3.10.
WHEEL_TAG = re.compile(rf"(?<![{W}])(?:cu(\d\d)(\d)|(?:cp|py)(3)(\d{{1,2}}))(?![{W}])")
NO_MINUTES = re.compile(rf"(?<![{W}.])0m(?=\d{{1,2}}\.\d{{1,6}}s)")  # of the shell's time: 0m1.142s
SPACED_SCALE = re.compile(r"(?<=[0-9]) (?=[万亿])")
# Ways to write a number: 16_384, 百分之 30, .5; in a product each factor is a figure, 128x64.
JOINED_DIGITS = re.compile(rf"(?<![{W}.])\d{{1,3}}(?:_\d{{3}}){{1,5}}(?![{W}])")
PER_HUNDRED = re.compile(r"百分之\s?(\d{1,9}(?:\.\d{1,9})?)")
BARE_POINT = re.compile(rf"(?<![{W}.)\]])\.(?=\d)")
PRODUCT = re.compile(rf"(?<![{W}.])(?!0x)\d{{1,9}}(?:(?:x|×| x | × )\d{{1,9}}){{1,5}}(?![{W}])")
# Between a number and its unit: marks of code and weight, brackets, and the blank of "1.5 x faster".
EMPHASIS = re.compile(r"`|(?<!\d)\*\*|\*\*(?!\d)")
UNIT_BEHIND_BRACKET = re.compile(rf"(?<=\d)\s?[)\]]\s?(?=(?:{UNITS})(?![{W}]))", re.IGNORECASE)
COMPARED = "faster|slower|speed|higher|lower|more|less|fewer|larger|smaller|better|as |the "
SPACED_FACTOR = re.compile(rf"(?<=\d) (?:(?:x|×|times)(?= (?:{COMPARED}))|[x×](?=[.,;)]|$))", re.I | re.MULTILINE)
YEAR = re.compile(rf"(?<![{W}-])((?:19|20)\d\d)-\d\d?-\d\d?(?![{W}])")


def supports(known: Figure, told: Figure) -> bool:
    """Whether a source that has the known figure bears the told one, which may be rounded but never converted."""
    if is_same_scaled(told, known):
        return True
    if told.unit != known.unit and (known.unit, told.unit) not in SHORT:
        return False
    return told.number == known.number or _rounds(told, known)


def _rounds(told: Figure, known: Figure) -> bool:
    """1.76x of 1.7645x, 13 of 13.0; 3.0 of 3.0.0 and 13% of 12.6% do not, unless the latter is said with "about"."""
    if not (is_decimal(told.number) and is_decimal(known.number)):
        return told.number == re.sub(r"(?:\.0)+$", "", known.number) or _is_same_power(told.number, known.number)
    if Decimal(told.number) == Decimal(known.number):
        return bool(told.unit) or len(told.number) < len(known.number)
    digits = decimals(told.number)
    if not digits and told.unit and len(told.number) > 2:  # 858 of 858.444 is the same to a reader
        return abs(Decimal(told.number) - Decimal(known.number)) * 2 <= 1
    if digits >= decimals(known.number) or not (told.unit or digits):
        return False
    least = (0 if told.is_about else 1) if told.unit or len(told.number) > 3 else 2
    return digits >= least and abs(Decimal(told.number) - Decimal(known.number)) * 2 <= Decimal(10) ** -digits


def _is_same_power(one, other):
    """1e-5 is 1e-05."""
    return all(re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?e[+-]?\d{1,3}", number) for number in (one, other)) and (
        Decimal(one) == Decimal(other)
    )


def figures(text: str) -> set[str]:
    """The figures of a normalised text as {"12.6%", "1e-23", "0.6.4", "4ms"}; number words not."""
    return {str(figure) for figure in figures_of(text)}


def figures_of(text: str) -> set[Figure]:
    """The figures of a normalised text, each as it stands there."""
    folded = _searchable(text)
    return {_figure(match, folded) for match in FIGURE.finditer(folded)}


def figures_told(text: str) -> set[Figure]:
    """The figures of a text that may be cited, with every unit that lines, names, sections and tables give them."""
    searchable = _searchable(text)
    found = {Figure(year, "") for year in YEAR.findall(text)}
    units: set[str] = set()
    for line in searchable.split("\n"):
        units = set() if line.startswith("#") else units
        told = _of_line(line)
        found |= told
        if line.count("|") < 2:  # a table has heads of its own
            units |= {canonical_unit(unit) for pair in UNIT_OF_SECTION.findall(line) for unit in pair if unit}
        found |= _with_units(told, units)
    found |= {Figure(".".join(filter(None, match.groups())), "") for match in WHEEL_TAG.finditer(searchable)}
    found |= {Figure(bits, "bit") for bits in BITS_OF_TYPE.findall(searchable)}
    found |= {figure for match in NAMED.finditer(searchable) if (figure := _named(match))}
    found |= {
        Figure(number, "") for match in JOINED_TO_WORD.finditer(searchable) for number in match.groups() if number
    }
    return found | {figure for table in tables(searchable) for figure in _of_table(table)}


def _with_units(figures, units):
    return {Figure(figure.number, unit) for figure in figures if not figure.unit for unit in units}


def _named(match):
    ending = re.split("[_-]", match["name"])[-1]
    if ending != match["name"] and re.fullmatch(UNITS, ending):
        return Figure(match["number"], canonical_unit(ending))
    unit = next((unit for unit, name in UNITS_OF_NAMES if name.search(match["name"])), "")
    return Figure(match["number"], unit) if unit else None


def _of_table(table: Table) -> set[Figure]:
    """The figures of the cells with the unit of their column, or else of their row."""
    found: set[Figure] = set()
    for row in table.rows:
        for_row = _units_of_head(label_of(table, row))
        for head, cell in zip(table.heads, row, strict=False):
            units = _units_of_head(head) or for_row
            found |= {_figure(match, cell) for match in FIGURE.finditer(cell)}
            bare = [figure for figure in map(_bare, FIGURE.finditer(cell)) if figure]
            if len(units) == len(bare):
                found |= {Figure(number, unit) for number, unit in zip(bare, units, strict=True)}
            else:
                found |= {Figure(number, unit) for number in bare for unit in units}
    return found


def _units_of_head(head):
    found = [canonical_unit(unit) for unit in UNIT_OF_HEAD.findall(head)]
    return found or [unit for unit, name in UNITS_OF_NAMES if name.search(head)]


def _bare(match):
    return None if match["joined"] or match["spaced"] else match["number"].replace(",", "")


def _of_line(line):
    """The figures of a line; where "vs", "to" or a slash joins some, the unit of one is that of the others, too."""
    matches = list(FIGURE.finditer(line))
    found = [_figure(match, line) for match in matches]
    told = {*found, *(Figure(part, "") for match in matches for part in _parts(match["number"]))}
    joined = [bool(BETWEEN.fullmatch(line[one.end() : next_one.start()])) for one, next_one in pairwise(matches)]
    for places in (range(len(joined)), reversed(range(len(joined)))):
        for place in places:
            left, right = found[place : place + 2]
            if joined[place] and not (left.unit and right.unit):
                found[place], found[place + 1] = (one._replace(unit=left.unit or right.unit) for one in (left, right))
    told |= set(found)
    return told | {Figure(figure.number, "") for figure in told if figure.unit in ("bit", "byte")}


def _parts(number):
    """The numbers of "2,128", which may be a thousand or two sizes of a shape."""
    return [part.lstrip("0") or "0" for part in number.split(",")] if "," in number else []


def _searchable(text):
    text = UNIT_BEHIND_BRACKET.sub(" ", EMPHASIS.sub("", REFERENCE.sub(" ", text))).casefold()
    text = SPACED_FACTOR.sub("x", text)
    text = SPACED_SCALE.sub("", NO_MINUTES.sub("", text))
    text = JOINED_DIGITS.sub(lambda match: match[0].replace("_", ""), text)
    text = PRODUCT.sub(lambda match: re.sub(" ?[x×] ?", " * ", match[0]), text)
    return PER_HUNDRED.sub(r"\1%", BARE_POINT.sub("0.", text))


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
    if "flop" in unit:
        return unit.partition("/")[0].removesuffix("s") + "s"
    return unit.replace("/sec", "/s")


def is_figure(token: str) -> bool:
    return FIGURE.fullmatch(token.casefold()) is not None
