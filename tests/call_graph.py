"""Which of the project's functions a piece of code calls by name, and on through what those call."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

from celery import Task

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("digest", "subscribers", "newsletter")


def modules() -> Iterator[ModuleType]:
    """All modules of the rooms but their migrations."""
    for room in ROOMS:
        for found in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


@cache
def tree_of(function: Callable) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def values_in(tree: ast.AST, names: dict[str, object]) -> Iterator[object]:
    """What the names and dotted names in this code stand for, as far as they stand for something at module level."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]
        elif isinstance(node, ast.Attribute):
            owner = node.value
            if isinstance(owner, ast.Name) and isinstance(names.get(owner.id), ModuleType | type):
                yield getattr(names[owner.id], node.attr, None)


def reached(tree: ast.AST, names: dict[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple, object]]:
    """(path of function names, value) of all that this code and the project's functions that it names come to."""
    for value in values_in(tree, names):
        yield path, value
        # A task is only put into a queue by who names it.
        function = inspect.unwrap(value) if callable(value) and not isinstance(value, Task) else value
        if isinstance(function, FunctionType) and function.__module__.startswith(ROOMS):
            step = f"{function.__module__}.{function.__qualname__}"
            if step not in path:
                yield from reached(tree_of(function), function.__globals__, (*path, step))
