"""Puts the typography of a model's sentence right before it is checked and stored; Chinese above all."""

import re

from digest import languages
from digest.text import HAN, PLACEHOLDER, visible
from digest.writing.tokens import DASHES

FULL = "，。；：？！（）、《》「」"
HALF_TO_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
FULL_ALPHANUMERIC = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
# A tuple or list of figures and names keeps its own marks: (64, 4096, 3072).
TUPLE = re.compile(r"[(\[]\s?[A-Za-z0-9_.*+-]{1,30}(?:\s?,\s?[A-Za-z0-9_.*+-]{1,30}){1,12},?\s?[)\]]")
# Not behind 快 or 高: "1.73x faster" is 1.73 倍, and 快 1.73 倍 would say more than that.
TIMES = re.compile(
    r"(?<![A-Za-z0-9_.快慢高多大低少升降])(?<![快慢高多大低少升降] )(\d+(?:\.\d+)?)\s?[x×]"
    r"(?=$|[，。；、）,;)]|\s?(?:的|以上|左右|加速|提速|提升))"
)
UNITS = {"percent": "%", "seconds?|secs?": " 秒", "minutes?|mins?": " 分钟", "hours?": " 小时", "times": " 倍"}
# Code is one opaque character while the sentence around it is put right.
CODE, HOLDER = re.compile(r"`\s*([^`\n]+?)\s*`"), PLACEHOLDER


def tidy(text: str, language: str) -> str:
    """The same words in good typography; code in backticks stays as it is. `language` is a code such as zh-hans."""
    text = visible(text.replace("\n", " ").replace("\t", " "))
    is_han = languages.get(language).is_han
    codes: list[str] = []

    def hold(match):
        codes.append(f"`{match[1]}`" if match[0].startswith("`") else match[0])
        return HOLDER

    text = re.sub(f"{CODE.pattern}|{TUPLE.pattern}" if is_han else CODE, hold, text)
    text = tidy_chinese(text) if is_han else tidy_latin(text)
    return re.sub(HOLDER, lambda _match: codes.pop(0), text).strip()


def tidy_headline(text: str, language: str) -> str:
    """As `tidy`, without a full stop at the end."""
    return tidy(text, language).rstrip("。.").rstrip()


def tidy_latin(text: str) -> str:
    text = re.sub(r"(?<=\d)\s+%", "%", DASHES.sub(lambda dash: "-" if dash[0] in "\u2010\u2011" else dash[0], text))
    return re.sub(r"\s+", " ", text)


def tidy_chinese(text: str) -> str:
    text = re.sub(r"\s+", " ", tidy_latin(text).translate(FULL_ALPHANUMERIC))
    text = chinese_units(re.sub(r"\s*(?:——|—)\s*", "，", text))
    text = re.sub(r"\s*(?:…+|\.{3,})\s*(?=$|[。，；])", "", text)
    return space(widen_marks(widen_brackets(text)))


def chinese_units(text: str) -> str:
    """Seconds, hours and times in Chinese words; a 2x before a name counts things (2x H100) and stays."""
    for unit, word in UNITS.items():
        text = re.sub(rf"(?<=\d)\s?(?:{unit})(?![A-Za-z])", word, text)
    return TIMES.sub(r"\1 倍", text)


def widen_brackets(text: str) -> str:
    """Full-width brackets, but for f(x) and for brackets inside a Latin run without spaces."""
    return re.sub(rf"(?:(?<![\w{HOLDER}])|(?<=[{HAN}])|(?<= ))\s*\(([^()]+)\)|\(([^()]*[{HAN}][^()]*)\)", bracket, text)


def bracket(match: re.Match[str]) -> str:
    return f"（{(match[1] or match[2]).strip()}）"


def widen_marks(text: str) -> str:
    """Half-width marks become full-width where a Han character or code stands beside them, and at the end."""
    beside = f"{HAN}{FULL}{HOLDER}"
    for half, full in HALF_TO_FULL.items():
        mark = re.escape(half)
        text = re.sub(rf"(?<=[{beside}])\s*{mark}\s*(?!\d)|(?<=\w)\s*{mark}\s*(?=[{HAN}])", full, text)
    text = re.sub(rf"(?<=[{HAN}）])\s*\.(?=\s|$|[{HAN}])|(?<=[\w{HOLDER}%])\.$", "。", text)
    return re.sub(r"，+(?=[。；：，])|，$", "", text)


def space(text: str) -> str:
    """One space between Han and Latin, digit or code; none beside full-width marks or between Han characters."""
    text = re.sub(rf"(?<=[{HAN}])\s*(?=[A-Za-z0-9{HOLDER}+-])|(?<=[A-Za-z0-9{HOLDER}%+])\s*(?=[{HAN}])", " ", text)
    text = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text)
    return re.sub(rf"\s*([{FULL}])\s*", r"\1", text)
