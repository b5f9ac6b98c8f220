"""The arrow of imports and the doors: newsletter → subscribers → digest, and one module for each stranger."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["digest", "subscribers", "newsletter"]  # each may import itself and what stands before it
DOORS = {
    "github": "digest/github/client.py",
    "anthropic": "digest/writing/client.py",
    "mjml": "subscribers/mail/mjml.py",
}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrow_and_strangers_come_in_by_their_door(path):
    names, place = set(imported(path)), path.relative_to(ROOT)

    assert not names & set(ROOMS[ROOMS.index(place.parts[0]) + 1 :])
    assert {stranger for stranger in names & set(DOORS) if DOORS[stranger] != str(place)} == set()
