"""Names of a sentence: code, identifiers, capitalised words and expanded abbreviations stand in the evidence."""

import re
from collections.abc import Collection, Iterator

from digest.text import CODE
from digest.text import HAN_CHARACTER as HAN
from digest.writing import tokens
from digest.writing.gate.evidence import Evidence
from digest.writing.gate.passages import STOP
from digest.writing.quantities import UNIT_BEHIND, Figure
from digest.writing.tokens import W, stands_verbatim

PAIR = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]+)\s?\(([^()]*[^\W\d_][^()]*)\)")
REVERSED_PAIR = re.compile(r"((?:[A-Z][a-z]+[ -]){1,5}[A-Z]?[a-z]+)\s?\(([A-Z][A-Za-z]*[A-Z])\)")
NUMBERED = re.compile(r"([a-z]{1,12})(\d{1,6})")
HAN_ASIDE = 4  # characters; a longer one may be somebody's translation of the abbreviation before it


def check_names(text: str, evidence: Evidence, glossary: Collection[str]) -> Iterator[str]:
    """Each name of this normalised text that the evidence does not have."""
    for code in CODE.findall(text):
        if not any(stands_verbatim(code.strip() + plural, evidence.plain) for plural in ("", "s")):
            yield f'"{code}" is not a literal part of the evidence'
    prose = UNIT_BEHIND.sub(r"\1 ", CODE.sub(" ", text))
    for name in dict.fromkeys([*tokens.identifiers(prose), *names(prose)]):
        is_known = evidence.has(name) or is_joined(name, evidence) or is_of_repository(name, evidence)
        if not (is_known or is_free(name, glossary)):
            yield f'the name "{name}" is not in the evidence'
    plain = text.replace("`", "")
    pairs = [match for match in PAIR.finditer(plain) if len(re.findall("[A-Z]", match[1])) > 1]
    for match in (*pairs, *REVERSED_PAIR.finditer(plain)):
        if not (stands_as_pair(match, evidence) or is_aside(match[2], evidence)):
            yield f'the pair "{match[0]}" is not in the evidence'


def names(prose: str) -> Iterator[str]:
    """Capitalised words that do not owe their capital to the beginning of a sentence; in Chinese no word does."""
    is_chinese = HAN.search(prose)
    for match in tokens.NAME.finditer(prose):
        before = prose[: match.start()].rstrip(" \"'(")
        if is_chinese or (before and before[-1] not in ".:;!?\n"):
            yield match[0]


def stands_as_pair(match: re.Match, evidence: Evidence) -> bool:
    outside, inside = (re.escape(part.strip().casefold()) for part in match.groups())
    return re.search(rf"{outside}\s?\(\s?{inside}\s?\)", evidence.folded.replace("`", "")) is not None


def is_aside(inside: str, evidence: Evidence) -> bool:
    """Whether brackets hold words of the evidence or a few Han characters, and not an expansion from elsewhere."""
    words = [word for word in tokens.LATIN_WORD.findall(inside) if word not in STOP]
    is_short = len(HAN.findall(inside)) <= HAN_ASIDE or any(char.isdigit() for char in inside)
    return is_short and all(evidence.has(word) for word in words)


def is_of_repository(name: str, evidence: Evidence) -> bool:
    """Whether a repository or its owner is called so, however it is spaced: Docs of readthedocs."""
    folded = name.casefold()
    return len(folded) > 2 and any(folded in part.casefold() for part in evidence.repositories)


def is_joined(name: str, evidence: Evidence) -> bool:
    """Whether a name is put together from what stands apart in the evidence: m=8192 of "--m 8192", SM72 of SM70/72."""
    if match := NUMBERED.fullmatch(name.casefold()):
        row = re.compile(rf"(?<![{W}]){match[1]}(\d{{1,6}}(?:/\d{{1,6}}){{1,6}})(?![{W}])")
        return any(match[2] in numbers.split("/") for numbers in row.findall(evidence.folded))
    parts = re.split(r"=|(?<=\d)x(?=\d)", name.casefold())
    return len(parts) > 1 and all(
        part and (evidence.has(part) or evidence.has_figure(Figure(part, ""))) for part in parts
    )


def is_free(word: str, glossary: Collection[str]) -> bool:
    """Only words without digits are free: never FP8, a model or a piece of hardware."""
    folded = word.casefold()
    return not re.search(r"\d", word) and (folded in glossary or folded.removesuffix("s") in glossary)
