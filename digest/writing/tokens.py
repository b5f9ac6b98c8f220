"""What a sentence is made of: its figures, identifiers and words, in forms that compare equal wherever they stand."""

import re
import unicodedata

from digest.text import is_visible

W = "A-Za-z0-9_"  # borders of a token; never \b, which finds no border in 支持SM121的
# A full-width mark parts words, which its narrow form alone would not: Qwen3.5：vLLM is no name.
WIDE_MARKS = str.maketrans({"，": ", ", "：": ": ", "；": "; ", "！": "! ", "？": "? ", "（": " (", "）": ") "})
DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58]")
CODE = re.compile(r"`([^`\n]+)`")

UNITS = "ms|us|μs|ns|s|min|[kmgt]i?b(?:/s)?|[gtp]?flops|tokens?/s|tok/s|[kmg]hz|w|bits?|bytes?"
FIGURE = re.compile(
    rf"(?<![{W}])(?<!\d\.)(?:v(?=\d+\.\d))?(?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)*)(?P<exponent>e[+-]?\d+)?"
    rf"(?:(?P<joined>%|x|×|[kmbgt]|{UNITS})|\s(?P<spaced>%|{UNITS}))?(?![{W}])"
)
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
HAN_IDIOM = re.compile("二进制|第三方|三方库|三角|三元|四舍五入|十分|百分[比率]|万一|千万|倍数")

# References, addresses, hashes and dates are no figures: #2525 does not support 2525.
REFERENCE = re.compile(
    rf"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{{0,30}}://\S+|(?:(?<![{W}.-])[{W}.-]{{1,100}}/[{W}.-]{{1,100}})?#\d+|(?<![{W}])gh-\d+"
    rf"|(?<![{W}])\d{{4}}-\d\d?-\d\d?(?![{W}])|(?<![{W}])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,40}}(?![{W}])",
    re.IGNORECASE,
)
COMPOUND = re.compile(rf"(?:--)?[{W}]+(?:(?:::|->|[./:=+&~-])[{W}]+)*(?:\(\))?")
SLASH_LIST = re.compile(r"(?=[^/]{0,12}[A-Z])[A-Za-z0-9-]{1,12}(?:/(?=[^/]{0,12}[A-Z])[A-Za-z0-9-]{1,12})+")
NAME = re.compile(rf"(?<![{W}])[A-Z][a-z]+(?![{W}])")
LATIN_WORD = re.compile(rf"(?<![{W}])[A-Za-z][A-Za-z]+(?![{W}])")
PLURAL = re.compile(r"(?<=[a-z]{2})s$|(?<=[a-z]\d)s$|(?<=[a-z]\d\d)s$|(?<=[a-z]\d\d\d)s$")
SPACED_NAME = re.compile(rf"(?<![{W}])([a-z]{{0,30}}[A-Z][A-Za-z]{{0,30}})[ -](\d[A-Za-z0-9_.]*)")


def normalise(text):
    """NFKC, without invisible characters, with one kind of dash, quote and space. Case stays."""
    text = unicodedata.normalize("NFKC", text.translate(WIDE_MARKS))
    text = "".join(" " if char.isspace() else char for char in text if char.isspace() or is_visible(char))
    return re.sub(" +", " ", DASHES.sub("-", text).replace("\u2019", "'").replace("\u2018", "'")).strip()


def figures(text):
    """The numbers of a normalised text with their units, as {"12.6%", "1e-23", "0.6.4", "4ms"}; number words not."""
    found = set()
    for match in FIGURE.finditer(REFERENCE.sub(" ", text).casefold()):
        unit = (match["joined"] or match["spaced"] or "").replace("×", "x").replace("μ", "u")
        found.add(match["number"].replace(",", "") + (match["exponent"] or "") + unit)
    return found


def number_words(text):
    """Words that are numbers from two up, in both languages: {"twice", "两", "倍"}."""
    folded = text.casefold()
    words = {word for word in NUMBER_WORD.findall(folded) if word not in FOLDS}
    return words | {word.strip() for word in HAN_NUMBER.findall(HAN_IDIOM.sub(" ", folded))}


def is_figure(token):
    return FIGURE.fullmatch(token.casefold()) is not None


def looks_like_identifier(token):
    """Whether a word has the marks of a name in code, of a model or of hardware."""
    if is_figure(token):
        return False
    marks = re.search(r"[0-9_/]|::|\(\)|^--|.[A-Z]", token)
    return bool(marks or re.search(r"[A-Za-z]{2,}\.[A-Za-z]{2,}", token))


def identifiers(text):
    """The identifiers of a normalised text without marks of code, as written; hyphenated words in their parts."""
    found = []
    for token in COMPOUND.findall(text):
        parts = [token] if token.startswith("--") else token.split("-")
        for part in parts:
            names = part.split("/") if SLASH_LIST.fullmatch(part) else [part]
            found += [name for name in names if looks_like_identifier(name)]
    return found


def canonical(identifier):
    """The form under which an identifier is the same in every language: SM121 = sm-121, GPUs = GPU, H100s = H100."""
    return PLURAL.sub("", re.sub(r"(?<=[a-z])[ -](?=\d)", "", identifier.casefold()))


def stands_in(token, folded_evidence):
    """Whether the casefolded evidence has this as a whole token: 12 is not in 121, 0.6 not in 0.6.4; GPUs is GPU."""
    singular = PLURAL.sub("", token.casefold())
    pattern = re.escape(singular)
    if singular[-1:].isalnum() and not singular.isdecimal():
        pattern += "(?:s|es)?" if singular[-1].isalpha() else "s?"
    pattern = re.sub(r"([a-z])(?:\\[ -])?(?=\d)", r"\1[ -]?", pattern)
    starts = rf"(?<![{W}])(?<!\d\.)" if token[:1].isalnum() else ""
    ends = rf"(?![{W}])(?!\.\d)" if token[-1:].isalnum() else ""
    return re.search(starts + pattern + ends, folded_evidence) is not None


def stands_verbatim(code, plain_evidence):
    """Whether this stands in the evidence letter for letter, as whole tokens."""
    starts, ends = (rf"(?<![{W}])" * bool(re.match(r"\w", code)), rf"(?![{W}])" * bool(re.search(r"\w$", code)))
    return re.search(starts + re.escape(code) + ends, plain_evidence) is not None


def join_spaced(text, folded_evidence):
    """SM 121 becomes SM121 where the evidence knows only the joined name."""

    def join(match):
        joined = match[1] + match[2].rstrip(".")
        known = stands_in(joined, folded_evidence) and not stands_in(match[1], folded_evidence)
        return joined + "." * match[2].endswith(".") if known else match[0]

    return SPACED_NAME.sub(join, text)
