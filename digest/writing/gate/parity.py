"""All languages carry the same figures and the same names."""

import re
from collections.abc import Callable, Collection
from typing import Any

from digest.writing import tokens
from digest.writing.gate.figures import says_in_words
from digest.writing.gate.names import is_free
from digest.writing.gate.problems import Problem, Remedy
from digest.writing.quantities import Figure, figures_of
from digest.writing.scales import is_same_scaled

FLOAT = re.compile(r"^float(?=\d)")


def check_parity(texts: dict[str, str], glossary: Collection[str]) -> list[Problem]:
    """The first difference in figures or names between these normalised texts."""
    plain = {language: text.replace("`", "") for language, text in texts.items()}
    figures = {language: figures_of(text) for language, text in plain.items()}
    names = {language: canonical_names(text, glossary) for language, text in plain.items()}
    compared: tuple[tuple[str, dict[str, Any], Callable[[Any, Any], bool]], ...] = (
        ("figures", figures, is_same_figure),
        ("names", names, is_same_name),
    )
    for kind, found, is_alike in compared:
        for language, mine in found.items():
            for other, others in found.items():
                missing = [one for one in mine if not any(is_alike(one, known) for known in others)]
                odd = sorted(str(one) for one in missing if not _is_word(one, plain[other]))
                if odd:
                    reason = f"the {kind} differ between the languages: {', '.join(odd)} only in {language}"
                    return [Problem(reason, Remedy.REWRITE)]
    return []


def _is_word(one, text):
    if isinstance(one, Figure):
        return says_in_words(one, text)
    return "_" in one and one.replace("_", " ") in text.casefold()  # token_pool may be told as "token pool"


def is_same_figure(one: Figure, other: Figure) -> bool:
    """A unit that one language says in a word of its own is not held against it."""
    if is_same_scaled(one, other) or is_same_scaled(other, one):
        return True
    return one.number == other.number and (one.unit == other.unit or not (one.unit and other.unit))


def is_same_name(one: str, other: str) -> bool:
    """A type in its long and short spelling is one, and a name may stand for what begins with it: tcgen05.ld."""
    one, other = (FLOAT.sub("fp", name) for name in (one, other))
    return one == other or other.startswith(f"{one}.") or one.startswith(f"{other}.")


def canonical_names(text: str, glossary: Collection[str]) -> set[str]:
    """The names that every language must have: those with a digit or a sign; an abbreviation has words in its place."""
    found = set()
    for name in tokens.identifiers(text):
        for part in re.split("[=/]", name):
            if re.search(r"[0-9_]|::|\(\)|^--", part) and tokens.looks_like_identifier(part):
                found.add(tokens.canonical(part).removesuffix("()"))
    return {name for name in found if re.search("[a-z_]", name) and not is_free(name, glossary)}
