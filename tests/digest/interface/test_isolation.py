"""Hostile files: each costs a bounded time and a reason, and the files after it are read."""

import time

import pytest

from digest.interface.isolation import Comparer
from digest.interface.types import FilePair

GOOD = FilePair("pkg/good.py", "def f(a=1): ...\n", "def f(a=2): ...\n")
DEEP = 90_000
HOSTILE = {
    "parentheses": "x = " + "(\n" * DEEP + ")\n" * DEEP,
    "unclosed": "x = " + "[\n" * DEEP,
    "additions": "x = (" + "1+\n" * DEEP + "1)",
    "attributes": "x = (a" + "\n.b" * DEEP + ")",
    "calls": "x = (f" + "\n()" * DEEP + ")",
    "unary": "x = (" + "-\n" * DEEP + "1)",
    "not": "x = (" + "not\n" * DEEP + "1)",
    "lambdas": "x = (" + "lambda:\n" * (DEEP // 2) + "1)",
    "comparisons": "x = (" + "a <\n" * DEEP + "a)",
    "shallow": "x = (" + "1+\n" * 900 + "1)",
    "one line": "x = " + "(" * DEEP + ")" * DEEP,
    "classes": "".join(" " * depth + f"class A{depth}:\n" for depth in range(99)) + " " * 99 + "pass\n",
    "elifs": "if a:\n    pass\n" + "elif a:\n    pass\n" * 20_000,
    "line": "x = '" + "a" * 500_000 + "'",
    "null": "x = 1\0\n",
    "decorators": "@a\n" * 150_000 + "def f(): ...\n",
    "parameters": "def f(" + ",\n".join(f"a{number}" for number in range(60_000)) + "): ...\n",
    "large": "def f(" + ",".join(f"a{number}" for number in range(1_000_000)) + "): ...\n",
    "assignments": "".join(f"a{number} = 1\n" for number in range(40_000)),
    "syntax": "def f(:\n",
    "python2": "print 'hello'\n",
    "surrogate": "x = '\ud800'\n",
    "replacement": "x = '\ufffd\ufffd'\n",
    "strings": "x = (" + "'a'\n" * 100_000 + ")",
    "f-strings": 'x = f"' + "{a}" * 50_000 + '"',
    "regular": "def " + "a" * 15_000 + "(): ...\n",
}
EXPECTED = {
    "null": "binary",
    "line": "long_lines",
    "large": "too_large",
    "syntax": "syntax",
    "python2": "syntax",
    "one line": "long_lines",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_a_bounded_time_and_the_next_one_is_read(name):
    started = time.monotonic()
    with Comparer() as comparer:
        hostile = comparer.compare(FilePair("pkg/bad.py", "x = 1\n", HOSTILE[name]))
        after = comparer.compare(GOOD)

    assert time.monotonic() - started < 12
    assert hostile.unread == EXPECTED.get(name, hostile.unread)
    assert [change.after for change in after.changes] == ["2"]
