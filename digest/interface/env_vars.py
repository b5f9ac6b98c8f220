"""The environment variables that a file reads, and which of them are new or no longer read."""

import ast
import re
from collections.abc import Iterator

from digest.interface.source import FUNCTIONS, Source
from digest.interface.types import ChangeKind, InterfaceChange

NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
ENVIRON = frozenset({"os.environ", "environ", "os.environb"})
GETENV = frozenset({"os.getenv", "getenv", "os.getenvb"})
READING = frozenset({"get", "pop", "__getitem__", "__contains__"})


def compare_variables(path: str, old: Source | None, new: Source | None) -> list[InterfaceChange]:
    """One change for each name that only one side reads."""
    before, after = (variables(side) if side else {} for side in (old, new))
    added = [InterfaceChange(ChangeKind.ADDED_VARIABLE, n, path, line) for n, line in after.items() if n not in before]
    removed = [
        InterfaceChange(ChangeKind.REMOVED_VARIABLE, name, path, line, is_breaking=True)
        for name, line in before.items()
        if name not in after
    ]
    return [*removed, *added]


def variables(source: Source) -> dict[str, int]:
    """Name → the first line that reads it; names that are computed are not among them."""
    helpers = set(_helpers(source))
    found: dict[str, int] = {}
    for node in source.nodes:
        for name in _texts(source, _read_key(node) or _helped_key(node, helpers)):
            line = getattr(node, "lineno", 0)  # nodes that read a name have one
            found[name] = min(line, found.get(name, line))
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _texts(source, key):
    """The name that this expression spells, in one string or in a constant of the file."""
    value = source.resolve(key) if key is not None else None
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and NAME.match(value.value):
        yield value.value


def _read_key(node):
    """The expression that names the variable which this node reads; None where it reads none."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _spelled(node.value) in ENVIRON:
        return node.slice
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
        return node.left if _spelled(node.comparators[0]) in ENVIRON else None
    return _called_key(node) if isinstance(node, ast.Call) and (node.args or node.keywords) else None


def _called_key(call):
    function = call.func
    is_getter = isinstance(function, ast.Attribute) and function.attr in READING and _spelled(function.value) in ENVIRON
    if is_getter or _spelled(function) in GETENV:
        return call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "key"), None)
    return None


def _spelled(node):
    """a.b.c of names and attributes; "" for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _helpers(source: Source) -> Iterator[str]:
    """The functions of the file that read the variable whose name is their first parameter, and classes that do so."""
    for nodes in source.definitions.values():
        for node in nodes:
            if _reads_first_parameter(node) if isinstance(node, FUNCTIONS) else _reads_own_name(node):
                yield node.name


def _reads_first_parameter(function):
    names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    first = next((name for name in names if name not in ("self", "cls")), None)
    keys = (_read_key(node) for node in ast.walk(function))
    return first is not None and any(isinstance(key, ast.Name) and key.id == first for key in keys)


def _reads_own_name(class_):
    """Whether it reads os.environ[self.…]: what stores the name of a variable to look it up later."""
    keys = (_read_key(node) for node in ast.walk(class_))
    return any(isinstance(key, ast.Attribute) and _spelled(key).startswith("self.") for key in keys)


def _helped_key(node, helpers):
    if isinstance(node, ast.Call) and node.args and _spelled(node.func).rsplit(".", 1)[-1] in helpers:
        return node.args[0]
    return None
