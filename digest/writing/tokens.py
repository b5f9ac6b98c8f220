"""What a sentence is made of: its identifiers and words, in forms that compare equal wherever they stand."""

import re
import unicodedata

from digest.text import visible_in_line
from digest.writing.quantities import W, is_figure

# A full-width mark parts words, which its narrow form alone would not: Qwen3.5：vLLM is no name.
WIDE_MARKS = str.maketrans({"，": ", ", "：": ": ", "；": "; ", "！": "! ", "？": "? ", "（": " (", "）": ") "})
SUPERSCRIPT = re.compile("(?<=[0-9])(?=[\u2070\u00b9\u00b2\u00b3\u2074-\u2079])")
PRODUCT_SIGN = re.compile("(?<=[0-9])(?: [x×] |×)(?=[0-9])")
DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58]")

COMPOUND = re.compile(rf"(?:--)?[{W}]+(?:(?:::|->|[./:=+&~-])[{W}]+)*(?:\(\))?")
SLASH_LIST = re.compile(r"(?=[^/]{0,12}[A-Z])[A-Za-z0-9-]{1,12}(?:/(?=[^/]{0,12}[A-Z])[A-Za-z0-9-]{1,12})+")
NAME = re.compile(rf"(?<![{W}])[A-Z][a-z]+(?![{W}])")
LATIN_WORD = re.compile(rf"(?<![{W}])[A-Za-z][A-Za-z]+(?![{W}])")
PLURAL = re.compile(r"(?<=[a-z]{2})s$|(?<=[a-z]\d)s$|(?<=[a-z]\d\d)s$|(?<=[a-z]\d\d\d)s$")
SPACED_NAME = re.compile(rf"(?<![{W}])([a-z]{{0,30}}[A-Z][A-Za-z]{{0,30}})[ -](\d[A-Za-z0-9_.]*)")


def normalise(text: str) -> str:
    """NFKC, without invisible characters, with one kind of dash, quote, space and power (2³¹ is 2^31). Case stays."""
    text = unicodedata.normalize("NFKC", SUPERSCRIPT.sub("^", text.translate(WIDE_MARKS)))
    text = PRODUCT_SIGN.sub("x", text)
    text = DASHES.sub("-", visible_in_line(text))
    return re.sub(" +", " ", text.replace("\u2019", "'").replace("\u2018", "'")).strip()


def normalise_lines(text: str) -> str:
    """As `normalise`, each line by itself."""
    return "\n".join(normalise(line) for line in text.split("\n"))


def looks_like_identifier(token: str) -> bool:
    """Whether a word has the marks of a name in code, of a model or of hardware."""
    if is_figure(token):
        return False
    marks = re.search(r"[0-9_/]|::|\(\)|^--|.[A-Z]", token)
    return bool(marks or re.search(r"[A-Za-z]{2,}\.[A-Za-z]{2,}", token))


def identifiers(text: str) -> list[str]:
    """The identifiers of a normalised text without marks of code, as written; hyphenated words in their parts."""
    found = []
    for token in COMPOUND.findall(text):
        parts = [token] if token.startswith("--") else token.split("-")
        for part in parts:
            names = part.split("/") if SLASH_LIST.fullmatch(part) else [part]
            found += [name for name in names if looks_like_identifier(name)]
    return found


def canonical(identifier: str) -> str:
    """The form under which an identifier is the same in every language: SM121 = sm-121, GPUs = GPU, H100s = H100."""
    return PLURAL.sub("", re.sub(r"(?<=[a-z])[ -](?=\d)", "", identifier.casefold()))


def stands_in(token: str, folded_evidence: str) -> bool:
    """Whether the casefolded evidence has this as a whole token: 12 is not in 121, 0.6 not in 0.6.4; GPUs is GPU."""
    singular = PLURAL.sub("", token.casefold())
    pattern = re.escape(singular)
    if singular[-1:].isalnum() and not singular.isdecimal():
        pattern += "(?:s|es)?" if singular[-1].isalpha() else "s?"
    pattern = re.sub(r"([a-z])(?:\\[ -])?(?=\d)", r"\1[ -]?", pattern)
    starts = rf"(?<![{W}])(?<!\d\.)" if token[:1].isalnum() else ""
    ends = rf"(?![{W}])(?!\.\d)" if token[-1:].isalnum() else ""
    return re.search(starts + pattern + ends, folded_evidence) is not None


def stands_verbatim(code: str, plain_evidence: str) -> bool:
    """Whether this stands in the evidence letter for letter, as whole tokens."""
    starts, ends = (rf"(?<![{W}])" * bool(re.match(r"\w", code)), rf"(?![{W}])" * bool(re.search(r"\w$", code)))
    return re.search(starts + re.escape(code) + ends, plain_evidence) is not None


def join_spaced(text: str, folded_evidence: str) -> str:
    """SM 121 becomes SM121 where the evidence knows only the joined name."""

    def join(match):
        joined = match[1] + match[2].rstrip(".")
        known = stands_in(joined, folded_evidence) and not stands_in(match[1], folded_evidence)
        return joined + "." * match[2].endswith(".") if known else match[0]

    return SPACED_NAME.sub(join, text)
