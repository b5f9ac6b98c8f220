"""Reads a text as a row of concepts, the same in both languages, with what is negated and what opposes what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from digest.text import HAN_CHARACTER as HAN
from digest.writing import tokens
from digest.writing.gate import lexicon
from digest.writing.gate.concepts import CONCEPTS
from digest.writing.gate.phrases import in_one_word
from digest.writing.quantities import FIGURE, W, canonical_unit

PART = re.compile(r"[A-Z]{1,30}(?![a-z])\d{0,9}[a-z]?|[A-Z]?[a-z]{1,30}\d{0,9}|\d{1,9}[A-Za-z]{1,30}")
COUNTED = re.compile(r"^\d{1,6}x?(?=[A-Z])")  # 8xH100, 2CTA
REACH = 3  # words behind a negator that it turns round
REACH_OF_END = 5  # words behind "no longer"
WEIGHTS = {"name": 2.0, "figure": 1.5, "part": 0.8, "word": 1.0}  # of what a passage speaks of, by kind of token
SENTENCE_END = re.compile(r"\n|[。！？；;!?]|(?<![\d.])[.:](?=\s|$)|(?<=\d)\.(?=\s|$)")
CLAUSE_END = re.compile(r"[,，、:：()]")
WORD = re.compile(
    r"(?<![A-Za-z0-9_-])--[A-Za-z][A-Za-z0-9_-]{1,80}|\d[\d.,]{0,20}%|[A-Za-z0-9_][A-Za-z0-9_.]{0,200}(?<!\.)"
    r"|[\u3400-\u9fff]{1,400}|[,，、:：()]|[^\s\w]"
)
SUFFIXES = tuple(lexicon.ENDINGS.split())


@dataclass(frozen=True)
class Token:
    """One concept at a place: of a figure its number, of a name its canonical form, of a word its stem."""

    concept: str
    place: int
    clause: int
    kind: str = "word"  # or "figure", "name"
    sides: tuple[tuple[str, int], ...] = ()  # (pair, +1 or -1), turned round where negated
    is_negated: bool = False
    is_negator: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Passage:
    """One sentence or line of a text."""

    text: str
    tokens: tuple[Token, ...]
    is_of_diff: bool = False  # a line of the change, which may bear a sentence out and does not deny one

    @cached_property
    def anchors(self) -> dict[str, float]:
        """What it speaks of, with weights: names and figures weigh more than words; words of grammar nothing."""
        found: dict[str, float] = {}
        for token in self.tokens:
            if not token.is_negator and token.concept not in STOP and len(token.concept) > 1:
                found[token.concept] = max(found.get(token.concept, 0), WEIGHTS[token.kind])
        return found

    def near(self, token: Token, before: int, behind: int) -> Iterator[Token]:
        """The tokens from so many words before one of its words to so many behind it, itself among them."""
        return (one for one in self.tokens if -before <= one.place - token.place <= behind)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without the endings of grammar; only words of one language are compared by it, so it may be crude."""
    word = word.casefold()
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word


def _english_sides():
    sides: dict[str, list[tuple[str, int]]] = {}
    for pair in lexicon.PAIRS:
        for words, sign in ((pair.english, 1), (pair.english_opposite, -1)):
            for word in words.split():
                sides.setdefault(stem(word), []).append((pair.name, sign))
    return {word: tuple(found) for word, found in sides.items()}


def _chinese_words():
    """{Chinese word: (concepts, sides, is a negator)}, of every word that any table has."""
    words: dict[str, tuple[list[str], list[tuple[str, int]], bool]] = {}
    for english, chinese in CONCEPTS.items():
        for word in chinese.split():
            words.setdefault(word, ([], [], False))[0].append(stem(english))
    for pair in lexicon.PAIRS:
        for side, sign in ((pair.chinese, 1), (pair.chinese_opposite, -1)):
            for word in side.split():
                words.setdefault(word, ([], [], False))[1].append((pair.name, sign))
    for word in lexicon.NEGATORS_ZH.split():
        concepts, sides, _is_negator = words.get(word, ([], [], True))
        words[word] = (concepts, sides, True)
    for word in lexicon.HARMLESS_ZH.split():
        words.setdefault(word, ([], [], False))
    return words


SIDES = _english_sides()
CHINESE = _chinese_words()
# Before a figure alone: 快 3.45 倍 is faster, 快速 is not.
BEFORE_FIGURES = {"快": ("speed", 1), "慢": ("speed", -1)}
CHINESE |= {word: ([], [side], False) for word, side in BEFORE_FIGURES.items()}
HAN_WORD = re.compile(
    "|".join(
        re.escape(word) + r"(?=[约近]?$)" * (word in BEFORE_FIGURES) for word in sorted(CHINESE, key=len, reverse=True)
    )
)
NEGATORS = frozenset((*lexicon.NEGATORS.split(), "nolonger"))
ENDS = frozenset({"nolonger", "不再"})
# Pairs that a negation turns round; "not after" is not before.
TURNED = frozenset({"presence", "switch", "support", "level", "speed", "need", "sync"})
ATTRIBUTES = frozenset({"deprecat", "delet", "remov", "disabl", "enabl"})
ARTICLES = frozenset({"a", "an", "the", "its"})
STOP = frozenset(lexicon.GRAMMAR.split())


def passages(text: str) -> list[Passage]:
    """The sentences and lines of a text, each as its concepts."""
    found: list[Passage] = []
    for piece in SENTENCE_END.split(text):
        if piece and piece.strip():
            found.append(Passage(piece.strip(), tuple(_negated(list(_tokens(tokens.normalise(piece)))))))
    return found


def _tokens(text) -> Iterator[Token]:
    place = clause = 0
    for match in WORD.finditer(in_one_word(text)):
        word = match[0]
        if CLAUSE_END.fullmatch(word):
            clause += 1
        elif HAN.match(word):
            for token in _of_chinese(word, place, clause):
                yield token
                place = token.place + 1
        elif match.start() and match.string[match.start() - 1] == "#" and word.isdecimal():
            place += 1  # a reference is no figure
        elif word[0].isalnum() or word[0] == "_" or len(word) > 2:
            for token in _of_latin(word, place, clause):
                yield token
            place += 1


def _of_chinese(run, place, clause):
    for number, match in enumerate(HAN_WORD.finditer(run)):
        concepts, sides, is_negator = CHINESE[match[0]]
        if run[match.end() : match.end() + 1] == "的" and run[: match.start()].endswith(("已", "被")):
            sides = ()  # 已删除的 is what something is, and not what becomes of it
        names = concepts or [match[0]]
        for name in dict.fromkeys(names):
            yield Token(name, place + number, clause, sides=tuple(sides), is_negator=is_negator)


def _of_latin(word, place, clause):
    folded = word.casefold()
    if figure := FIGURE.fullmatch(folded):
        unit = canonical_unit(figure["joined"] or figure["spaced"] or "")
        yield Token(figure["number"].replace(",", ""), place, clause, "figure", unit=unit)
    elif word.isalpha() and (word.islower() or (word.istitle() and (not place or stem(folded) in SIDES))):
        root = stem(folded)
        yield Token(root, place, clause, sides=SIDES.get(root, ()), is_negator=folded in NEGATORS)
    else:
        whole = tokens.canonical(word)
        yield Token(whole, place, clause, "name")
        for part in dict.fromkeys(one.casefold() for piece in word.split("_") for one in PART.findall(piece)):
            if part != whole:
                yield Token(stem(part), place, clause, "part")


def _negated(found):
    """Turns round what stands behind a negator in its clause, at most REACH words; "adds no" turns the verb before."""
    turned: list[Token] = []
    found = [_without_sides(token, before) for before, token in zip([None, *found], found, strict=False)]
    left, clause = 0, -1
    for token in found:
        if token.is_negator:
            if token.concept == "no" and turned and turned[-1].sides and turned[-1].clause == token.clause:
                turned[-1] = _turned(turned[-1])
            reach = _reach(token.concept)
            left, clause = reach, token.clause
        elif left and token.clause == clause:
            token = _turned(token)
            left -= 1
        else:
            left = 0
        turned.append(token)
    return turned


def _reach(negator):
    """How many words it turns round: "without" what stands right behind it, and a Chinese one too."""
    if negator in ENDS:
        return REACH_OF_END
    return REACH if negator.isascii() and negator != "without" else 1


def _without_sides(token, before):
    """An attribute, as in "a deprecated alias", says what something is, and not what becomes of it."""
    is_attribute = before is not None and before.concept in ARTICLES and token.concept in ATTRIBUTES
    return replace(token, sides=()) if is_attribute else token


def _turned(token):
    sides = tuple((pair, -sign if pair in TURNED else sign) for pair, sign in token.sides)
    return replace(token, sides=sides, is_negated=True)


def shared(one: dict[str, float], other: dict[str, float]) -> float:
    """How much two contexts, as weights by concept, have in common."""
    return sum(min(weight, other[concept]) for concept, weight in one.items() if concept in other)


def parts_of(text: str) -> set[str]:
    """The casefolded words that names are joined from: fmha_v2 has fmha, BaseDSL has dsl; and each with its number."""
    found = set()
    for name in re.findall(rf"[{W}]*[A-Za-z][{W}]*", text):
        for piece in name.split("_"):
            found.add(piece.casefold())
            found.update(part.casefold() for part in PART.findall(piece))
            if uncounted := COUNTED.sub("", piece):
                found.add(uncounted.casefold())
    return found
