"""The table of threats in docs/security.md names tests that are there."""

import ast
import re

from django.conf import settings

NAMED = re.compile(r"`(test_\w+)`")


def test_every_test_that_the_table_of_threats_names_is_there():
    named = set(NAMED.findall((settings.BASE_DIR / "docs" / "security.md").read_text()))
    files = (settings.BASE_DIR / "tests").rglob("test_*.py")
    present = {node.name for file in files for node in ast.walk(ast.parse(file.read_text())) if is_function(node)}

    assert named - present == set()
    assert len(named) > 40


def is_function(node):
    return isinstance(node, ast.FunctionDef)
