"""Shows letters that only look like Latin ones: a word with a Cyrillic or Greek letter among Latin ones says so."""

import re
import unicodedata

# What engineers write inside Latin words and nobody takes for a Latin letter: μs, Δt, αβ.
SCIENCE = frozenset("αβγδεζηθλμπσφψωΓΔΘΛΠΣΦΨΩ")
# The scripts whose letters look like Latin ones: Greek, Cyrillic, Armenian and Cherokee.
LOOKALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1f00-\u1fff\uab30-\uabbf]")
# A dot, a hyphen or an underscore does not end a word here: it is one address to who reads it.
WORD = re.compile(r"[\w.-]+")
LATIN = re.compile("[A-Za-z]")


def show_mixed_scripts(text: str) -> str:
    """The text; behind a word of mixed scripts, in brackets as editors put their remarks, its letters that are not
    Latin: `vLLМ` becomes `vLLМ [М: Cyrillic]`."""
    return WORD.sub(_marked, text) if LOOKALIKE.search(text) else text


def _marked(match):
    word = match[0]
    if not LATIN.search(word):
        return word
    strange = [letter for letter in dict.fromkeys(LOOKALIKE.findall(word)) if letter not in SCIENCE]
    return f"{word} [{''.join(strange)}: {_script(strange[0])}]" if strange else word


def _script(letter):
    """The first word of a letter's name in Unicode."""
    return unicodedata.name(letter, "foreign").split()[0].capitalize()
