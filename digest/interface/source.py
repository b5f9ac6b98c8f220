"""A Python file as a tree, with what griffe does not keep: where a name stands, and what makes it uncertain."""

import ast
from dataclasses import dataclass
from functools import cached_property

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
PARSE_ERRORS: dict[type[Exception], str] = {
    SyntaxError: "syntax",
    ValueError: "syntax",
    RecursionError: "too_deep",
    MemoryError: "too_deep",
}


class UnreadableError(Exception):
    """A file that cannot be read as what it claims to be; `reason` is a code of REASONS."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Source:
    """One side of a file: its text and its tree."""

    text: str
    tree: ast.Module

    @classmethod
    def parse(cls, text: str) -> "Source":
        """Raises UnreadableError for what is no Python of today."""
        try:
            return cls(text, ast.parse(text))
        except tuple(PARSE_ERRORS) as error:
            raise UnreadableError(reason_of(error)) from error

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def definitions(self) -> dict[str, list]:
        """Qualified name → the functions and classes that define it in the module or a class, in order."""
        found: dict[str, list] = {}
        for name, node in _defined(self.tree.body, ""):
            found.setdefault(name, []).append(node)
        return found

    def line_of(self, name: str, parameter: str = "") -> int:
        """The line of a definition, or of one of its parameters; 0 where neither is in the file."""
        nodes = self.definitions.get(name) or self.definitions.get(name.removesuffix(".__init__"))
        if not nodes:
            return 0
        arguments = _arguments(nodes[-1]) if parameter else ()
        return next((one.lineno for one in arguments if one.arg == parameter), nodes[-1].lineno)

    def is_ambiguous(self, name: str) -> bool:
        """Whether several definitions compete, so that the file alone does not say which one callers get."""
        nodes = [node for node in self.definitions.get(name, ()) if not _is_variant(node)]
        return len({_signature(node) for node in nodes}) > 1

    @cached_property
    def has_dynamic_names(self) -> bool:
        """Whether names may come in that the file does not spell: `import *`, or a module's __getattr__."""
        stars = (node for node in self.nodes if isinstance(node, ast.ImportFrom))
        return "__getattr__" in self.definitions or any(a.name == "*" for node in stars for a in node.names)

    @cached_property
    def main_guard(self) -> list[range]:
        """The lines that only run as a script; nothing in them can be imported."""
        return [
            range(node.lineno, (node.end_lineno or node.lineno) + 1)
            for node in self.tree.body
            if isinstance(node, ast.If)
            and "__name__" in ast.unparse(node.test)
            and "__main__" in ast.unparse(node.test)
        ]

    def is_script_line(self, line: int) -> bool:
        return any(line in lines for lines in self.main_guard)

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """Name → value of what is assigned once, and plainly, in the module or ("Class.name") in one of its classes."""
        found = {}
        for name, value in _assigned(self.tree.body, ""):
            found[name] = None if name in found else value
        return {name: value for name, value in found.items() if value is not None}

    def resolve(self, node: ast.expr) -> ast.expr:
        """The literal behind a name that the file assigns once; else the node itself."""
        if isinstance(node, ast.Name | ast.Attribute):
            value = self.constants.get(ast.unparse(node))
            if value is not None and is_literal(value):
                return value
        return node


def reason_of(error: BaseException) -> str:
    return next(reason for kind, reason in PARSE_ERRORS.items() if isinstance(error, kind))


def is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _blocks(statement):
    """The statements inside an if, a try, a with or a loop, which define names where the block itself stands."""
    for field in ("body", "handlers", "orelse", "finalbody"):
        for child in getattr(statement, field, ()):
            yield from child.body if isinstance(child, ast.ExceptHandler) else (child,)


def _defined(statements, prefix):
    for statement in statements:
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            yield prefix + statement.name, statement
        if isinstance(statement, ast.ClassDef):
            yield from _defined(statement.body, f"{prefix}{statement.name}.")
        elif isinstance(statement, BLOCKS):
            yield from _defined(_blocks(statement), prefix)


def _assigned(statements, prefix):
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            if isinstance(statement.targets[0], ast.Name):
                yield prefix + statement.targets[0].id, statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.value is not None:
                yield prefix + statement.target.id, statement.value
        elif isinstance(statement, ast.ClassDef):
            yield from _assigned(statement.body, f"{prefix}{statement.name}.")
        elif isinstance(statement, BLOCKS):
            yield from _assigned(_blocks(statement), prefix)


def _arguments(node):
    if not isinstance(node, FUNCTIONS):
        fields = [(one.target, one.lineno) for one in node.body if isinstance(one, ast.AnnAssign)]
        return [ast.arg(arg=name.id, lineno=line) for name, line in fields if isinstance(name, ast.Name)]
    arguments = node.args
    variadic = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *variadic]


def _is_variant(node):
    """Whether it is an overload, or a property's setter: another face of a name, not another definition."""
    names = [ast.unparse(one).rsplit(".", 1)[-1] for one in getattr(node, "decorator_list", ())]
    return bool({"overload", "setter", "deleter", "getter", "register"} & {name.split("(")[0] for name in names})


def _signature(node):
    return ast.unparse(node.args) if isinstance(node, FUNCTIONS) else node.lineno
