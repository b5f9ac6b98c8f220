"""Every regular expression of the project stays quick whatever a stranger sends it."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import process_time

import pytest

from tests.pumps import pumped

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("digest", "subscribers", "newsletter")
LONGEST = 0.05  # seconds of one processor
TRIES = 3


def compiled_patterns() -> dict[str, re.Pattern[str]]:
    """{module.NAME: pattern} of all modules, also those in tuples, lists, sets and tables; each pattern once."""
    found = {}
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if ".migrations" not in module.name and not module.name.endswith("settings"):
                for name, value in vars(importlib.import_module(module.name)).items():
                    for place, pattern in enumerate(_patterns_in(value)):
                        found.setdefault(pattern, f"{module.name}.{name}[{place}]")
    return {name: pattern for pattern, name in found.items()}


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, re.Pattern))
    elif isinstance(value, Iterable) and isinstance(value, list | tuple | set | frozenset):
        yield from (each for each in value if isinstance(each, re.Pattern))


PATTERNS = compiled_patterns()


def seconds(pattern, text):
    """The least of three measurements of this process: a busy machine makes none longer for good."""
    best = LONGEST
    for _try in range(TRIES):
        start = process_time()
        for _match in pattern.finditer(text):
            pass
        best = min(best, process_time() - start)
        if best < LONGEST:
            break
    return best


def test_all_expressions_are_found():
    assert len(PATTERNS) > 100


@pytest.mark.parametrize("name", PATTERNS)
def test_an_expression_stays_quick_on_long_runs_of_its_own_words_and_signs(name):
    pattern = PATTERNS[name]
    is_bytes = isinstance(pattern.pattern, bytes)
    texts = pumped(pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern)

    slow = [text[:40] for text in texts if seconds(pattern, text.encode() if is_bytes else text) >= LONGEST]

    assert slow == []
