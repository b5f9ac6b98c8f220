"""Edits by code that make a true statement false: each kind is one way in which a model goes wrong.

No edit looks at the gate. Where words of both languages say the same thing, both are edited alike, so that only the
facts can give the edit away; the kind "one language" edits one of them.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from benchmarks.gate.corpus import Row, Takeaway
from benchmarks.gate.vocabulary import DIRECTIONS, HEDGES, NEGATIONS, SYMPTOMS, UNITS, Pair

Texts = dict[str, tuple[str, str]]
EDITS_OF_A_KIND = 2  # of one statement, so that no long one outweighs the rest
CODE = r"`[^`\s](?:[^`\n]*[^`\s])?`"  # with a blank at its edge it is what stands between two pieces of code
IDENTIFIER = re.compile(CODE + r"|(?<![\w`])(?=\w*[A-Z_])(?=\w*[a-z0-9_])[A-Za-z][\w]*(?:[.-]\w+)*(?![\w`])")
FIGURE = re.compile(r"(?<![\w.`-])\d+(?:[.,]\d+)*(?![\w.]*`)")
THING = r"`[^`\n]+`|\d[\w.,]*(?: (?:ms|us|s|GB|MB|KB|%))?%?|[A-Z]\w*(?:[.-]\w+)*"
RELATION = "to|instead of|over|rather than|becomes|is now|with|by|for|than"
BETWEEN = re.compile(rf"(?<![\w.=-])({THING}) (?:{RELATION}) ({THING})")
PLAIN_WORD = re.compile("[A-Z][a-z]+(?:-[a-z]+)*")
RUNNING_TEXT = re.compile(r"[a-z0-9,)] $")
OPEN_KINDS = {"issue", "proposal", "draft"}


@dataclass(frozen=True)
class Edit:
    """A false statement; `id` is stable as long as its words are."""

    kind: str
    row: Row
    texts: Texts

    @property
    def id(self) -> str:
        words = "\n".join(part for language in sorted(self.texts) for part in self.texts[language])
        return hashlib.sha256(f"{self.kind}\n{words}".encode()).hexdigest()[:10]


def edits_of(row: Row) -> list[Edit]:
    """The false statements made of this one: at most a few of each kind, none that is marked as still true."""
    found: dict[str, Edit] = {}
    for kind, make in KINDS.items():
        made = (Edit(kind, row, texts) for texts in make(row) if texts != row.texts)
        for edit in islice((edit for edit in made if edit.id not in row.still_true), EDITS_OF_A_KIND):
            found.setdefault(str(edit.texts), edit)
    return list(found.values())


def unrelated_takeaways(takeaway: Takeaway, rows: list[Row]) -> list[Takeaway]:
    """The same words with one cited story replaced by an unrelated one, once for each story cited."""
    cites = takeaway.cites
    return [
        replace(takeaway, cites=(*cites[:place], _unrelated(takeaway, cited, rows), *cites[place + 1 :]))
        for place, cited in enumerate(cites)
    ]


def _unrelated(takeaway: Takeaway, cited: Row, rows: list[Row]) -> Row:
    """A row of a repository that the takeaway does not touch, with no name and no figure of the cited one."""
    repositories = {row.repository for row in takeaway.cites}
    start = rows.index(cited) * 31 % len(rows)  # spread over the corpus, and the same in each run
    return next(
        row
        for row in rows[start:] + rows[:start]
        if row.repository not in repositories and not _marks(row) & _marks(cited)
    )


def _marks(row: Row) -> set[str]:
    text = "\n".join(row.texts["en"])
    return {name.strip("`").casefold() for name in IDENTIFIER.findall(text)} | set(FIGURE.findall(text))


def _joined(row: Row) -> dict[str, str]:
    return {language: "\n".join(parts) for language, parts in row.texts.items()}


def _apart(texts: dict[str, str]) -> Texts:
    return {language: tuple(text.split("\n", 1)) for language, text in texts.items()}


def _in_prose(pattern: str, replacement: str, text: str) -> str:
    """The first match outside of `code` replaced, with the case of its first letter kept."""

    def put(match):
        new = replacement
        return new[:1].upper() + new[1:] if match[0][:1].isupper() else new

    parts = re.split(r"(`[^`]*`)", text)
    for place in range(0, len(parts), 2):
        parts[place], count = re.subn(pattern, put, parts[place], count=1)
        if count:
            return "".join(parts)
    return text


def _word(word: str) -> str:
    """Whole words; never the verb of a sentence that is a negation already."""
    return rf"(?<![\w-])(?i:{re.escape(word)})(?![\w-])(?! (?:not|no)\b)" if word.isascii() else word


def _listed(words: str) -> list[str]:
    return words.split("|") if "|" in words else words.split(" ")


def _exchanged(row: Row, pairs: list[Pair], separator: str = " ") -> Iterator[Texts]:
    """Both languages turned round by a pair that both of them have; only there is it sure that they say one thing."""
    texts = _joined(row)
    for pair in pairs:
        english = _first_exchange(texts["en"], pair.english.split(separator), pair.english_opposite.split(separator))
        chinese = _first_exchange(
            texts["zh-hans"], pair.chinese.split(separator), pair.chinese_opposite.split(separator)
        )
        if english and chinese:
            yield _apart({"en": english, "zh-hans": chinese})


def _first_exchange(text: str, words: list[str], opposites: list[str]) -> str | None:
    for word, opposite in zip(words, opposites, strict=True):
        pattern = _word(word.rstrip()) + " ?" * word.endswith(" ") if word.isascii() else word
        new = _in_prose(pattern, opposite, text)
        if new != text:
            return new
    return None


def direction(row: Row) -> Iterator[Texts]:
    """A change told the other way round: added for removed, faster for slower."""
    yield from _exchanged(row, DIRECTIONS)


def negation(row: Row) -> Iterator[Texts]:
    """A negation dropped, or put where there is none."""
    yield from _exchanged(row, NEGATIONS, "|")


def role(row: Row) -> Iterator[Texts]:
    """From A to B, A instead of B, A over B: the two exchanged in both languages."""
    texts = _joined(row)
    english = BETWEEN.search(texts["en"])
    if not english or english[1] == english[2]:
        return
    first, second = english.groups()
    if first[0].isdigit() != second[0].isdigit():
        return  # a figure is exchanged with a figure, a name with a name
    if first in texts["zh-hans"] and second in texts["zh-hans"]:
        yield _apart({language: _swapped(text, first, second) for language, text in texts.items()})


def _swapped(text: str, first: str, second: str) -> str:
    return re.sub(
        "|".join(rf"(?<![\w.-]){re.escape(one)}(?!\w)" for one in sorted((first, second), key=len, reverse=True)),
        lambda match: second if match[0] == first else first,
        text,
    )


def figure_moved(row: Row) -> Iterator[Texts]:
    """Two figures of the statement exchanged, or one put in another's place that stands elsewhere in the facts."""
    texts = _joined(row)
    shared = [figure for figure in dict.fromkeys(FIGURE.findall(texts["en"])) if _has_figure(texts["zh-hans"], figure)]
    for first, second in pairwise(shared):
        yield _apart({language: _figures_swapped(text, first, second) for language, text in texts.items()})
    others = [figure for figure in dict.fromkeys(FIGURE.findall(row.evidence)) if figure not in shared]
    alike = [
        (figure, other) for figure in shared for other in others if len(figure) == len(other) or "." in figure + other
    ]
    for figure, other in alike:
        yield _apart({language: _figures_swapped(text, figure, other) for language, text in texts.items()})


def _has_figure(text: str, figure: str) -> bool:
    return figure in FIGURE.findall(text)


def _figures_swapped(text: str, first: str, second: str) -> str:
    exchange = {first: second, second: first}
    return FIGURE.sub(lambda match: exchange.get(match[0], match[0]), text)


def unit_changed(row: Row) -> Iterator[Texts]:
    """A figure with another unit."""
    texts = _joined(row)
    for unit, other in UNITS:
        space = "" if unit == "x" else r"\s?"  # "8 x H100" is a count
        pattern = rf"(?<![\w.])(\d(?:[\d.,]*\d)?{space}){re.escape(unit)}(?![\w/%])"
        new = {language: re.sub(pattern, rf"\g<1>{other}", text, count=1) for language, text in texts.items()}
        if all(new[language] != texts[language] for language in texts):
            yield _apart(new)


def object_swapped(row: Row) -> Iterator[Texts]:
    """A name of the statement replaced by another of the same facts."""
    texts = _joined(row)
    used = [name for name in dict.fromkeys(IDENTIFIER.findall(texts["en"])) if name in texts["zh-hans"]]
    known = _names(row.facts["title"], row.facts.get("body", ""))
    for name in used:
        bare = name.strip("`")
        for other in known:
            if other not in texts["en"] and _is_of_one_shape(bare, other):
                yield _apart({language: text.replace(bare, other) for language, text in texts.items()})
                break


def _names(title: str, body: str) -> list[str]:
    """Names in order, each once; a plain word with a capital is one only in the running text of the body."""
    found = {name.strip("`"): None for name in IDENTIFIER.findall(title) if not PLAIN_WORD.fullmatch(name)}
    for line in body.split("\n"):
        for match in IDENTIFIER.finditer(line):
            begins = line.startswith(("#", "<")) or not RUNNING_TEXT.search(line[: match.start()])
            if not (begins and PLAIN_WORD.fullmatch(match[0])):
                found[match[0].strip("`")] = None
    return list(found)


def _is_of_one_shape(first: str, second: str) -> bool:
    def shape(name):
        return ("_" in name, name.isupper(), name[:1].isupper(), any(char.isdigit() for char in name))

    return (
        first.casefold() != second.casefold()
        and shape(first) == shape(second)
        and first not in second
        and second not in first
    )


def hedge_dropped(row: Row) -> Iterator[Texts]:
    """What may be told as what is, a plan as done, about as exactly."""
    yield from _exchanged(row, HEDGES, "|")


def state_changed(row: Row) -> Iterator[Texts]:
    """An open report told as mended, a proposal as merged; and what was mended told as broken still."""
    if row.facts["kind"] in OPEN_KINDS:
        yield from _exchanged(row, SYMPTOMS, "|")
    else:
        yield from _exchanged(row, [Pair("no longer", "reportedly still", "不再", "据报告仍会")], "|")


def one_language(row: Row) -> Iterator[Texts]:
    """One of the other meaning edits, in one language only, by turns."""
    makers = (direction, negation, state_changed, role)
    for number, texts in enumerate(texts for make in makers for texts in make(row)):
        language = ("en", "zh-hans")[number % 2]
        yield {**row.texts, language: texts[language]}


KINDS = {
    "direction": direction,
    "negation": negation,
    "role": role,
    "figure moved": figure_moved,
    "unit changed": unit_changed,
    "object swapped": object_swapped,
    "hedge dropped": hedge_dropped,
    "state changed": state_changed,
    "one language": one_language,
}
