"""Public functions and methods of the product say what goes in and what comes out, those that Django calls as well."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
FILES = [
    path
    for package in ("digest", "subscribers", "newsletter")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]


def public_functions(body: list[ast.stmt], prefix: str = ""):
    """(qualified name, function) of the module's functions and of the methods of its public classes."""
    for node in body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{prefix}{node.name}.")


def unannotated(function, is_method: bool) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    is_static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.decorator_list)
    named = named[1:] if is_method and not is_static else named
    named += [*arguments.kwonlyargs, *(one for one in (arguments.vararg, arguments.kwarg) if one)]
    lacking = [one.arg for one in named if one.annotation is None]
    return lacking if function.returns else [*lacking, "return"]


def lacking_hints(source: str) -> dict[str, list[str]]:
    """Qualified name to what of it has no annotation."""
    found = {name: unannotated(node, "." in name) for name, node in public_functions(ast.parse(source).body)}
    return {name: lacking for name, lacking in found.items() if lacking}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_carry_type_hints(path):
    assert lacking_hints(path.read_text("utf-8")) == {}


def test_a_missing_hint_is_found():
    source = "def f(a, *, b: int): ...\nclass A:\n    def g(self, c) -> None: ...\n    def _h(self, d): ...\n"

    assert lacking_hints(source) == {"f": ["a", "return"], "A.g": ["c"]}
