"""Puts the typography of a model's sentence right before it is checked and stored; Chinese above all."""

import re

from digest import languages
from digest.text import HAN, PLACEHOLDER, visible
from digest.writing.tokens import DASHES

FULL = "，。；：？！（）、《》「」"
HALF_TO_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
FULL_ALPHANUMERIC = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
# Code is one opaque character while the sentence around it is put right.
CODE, HOLDER = re.compile(r"`\s*([^`\n]+?)\s*`"), PLACEHOLDER


def tidy(text, language):
    """The same words in good typography; code in backticks stays as it is. `language` is a code such as zh-hans."""
    text = visible(text.replace("\n", " ").replace("\t", " "))
    codes = [f"`{code}`" for code in CODE.findall(text)]
    text = CODE.sub(HOLDER, text)
    text = tidy_chinese(text) if languages.get(language).is_han else tidy_latin(text)
    return re.sub(HOLDER, lambda _match: codes.pop(0), text).strip()


def tidy_headline(text, language):
    """As `tidy`, without a full stop at the end."""
    return tidy(text, language).rstrip("。.").rstrip()


def tidy_latin(text):
    text = re.sub(r"(?<=\d)\s+%", "%", DASHES.sub(lambda dash: "-" if dash[0] in "\u2010\u2011" else dash[0], text))
    return re.sub(r"\s+", " ", text)


def tidy_chinese(text):
    text = re.sub(r"\s+", " ", tidy_latin(text).translate(FULL_ALPHANUMERIC))
    text = re.sub(r"\s*(?:——|—)\s*", "，", text)
    text = re.sub(r"\s*(?:…+|\.{3,})\s*(?=$|[。，；])", "", text)
    return space(widen_marks(widen_brackets(text)))


def widen_brackets(text):
    """Full-width brackets, but for f(x) and for brackets inside a Latin run without spaces."""
    return re.sub(rf"(?:(?<![\w{HOLDER}])|(?<=[{HAN}])|(?<= ))\s*\(([^()]+)\)|\(([^()]*[{HAN}][^()]*)\)", bracket, text)


def bracket(match):
    return f"（{(match[1] or match[2]).strip()}）"


def widen_marks(text):
    """Half-width marks become full-width where a Han character or code stands beside them, and at the end."""
    beside = f"{HAN}{FULL}{HOLDER}"
    for half, full in HALF_TO_FULL.items():
        mark = re.escape(half)
        text = re.sub(rf"(?<=[{beside}])\s*{mark}\s*(?!\d)|(?<=\w)\s*{mark}\s*(?=[{HAN}])", full, text)
    text = re.sub(rf"(?<=[{HAN}）])\s*\.(?=\s|$|[{HAN}])|(?<=[\w{HOLDER}%])\.$", "。", text)
    return re.sub(r"，+(?=[。；：，])|，$", "", text)


def space(text):
    """One space between Han and Latin, digit or code; none beside full-width marks or between Han characters."""
    text = re.sub(rf"(?<=[{HAN}])\s*(?=[A-Za-z0-9{HOLDER}+-])|(?<=[A-Za-z0-9{HOLDER}%+])\s*(?=[{HAN}])", " ", text)
    text = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text)
    return re.sub(rf"\s*([{FULL}])\s*", r"\1", text)
