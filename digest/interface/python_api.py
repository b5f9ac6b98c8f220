"""What a Python file offers its callers, before and after: griffe compares, this module leaves out what is no fact."""

import ast
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import griffe

from digest.interface.public_paths import is_private_module, is_private_name, module_name
from digest.interface.source import PARSE_ERRORS, Source, UnreadableError, is_literal, reason_of
from digest.interface.types import ChangeKind, InterfaceChange, quoted

# griffe logs what it cannot resolve, once for every name.
logging.getLogger("griffe").setLevel(logging.CRITICAL)

REMOVED = {
    "class": ChangeKind.REMOVED_CLASS,
    "function": ChangeKind.REMOVED_FUNCTION,
    "attribute": ChangeKind.REMOVED_ATTRIBUTE,
}
PARAMETER_KINDS = {
    griffe.BreakageKind.PARAMETER_REMOVED: ChangeKind.REMOVED_PARAMETER,
    griffe.BreakageKind.PARAMETER_MOVED: ChangeKind.MOVED_PARAMETER,
    griffe.BreakageKind.PARAMETER_CHANGED_KIND: ChangeKind.CHANGED_PARAMETER_KIND,
    griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT: ChangeKind.CHANGED_DEFAULT,
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED: ChangeKind.REQUIRED_PARAMETER,
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED: ChangeKind.ADDED_REQUIRED_PARAMETER,
}
# griffe reports a lost annotation of the return value; no caller breaks by it.
NO_FACTS = {griffe.BreakageKind.RETURN_CHANGED_TYPE: "annotation"}
COMMANDS = ("command", "group", "callback")  # click's and typer's: their parameters are told as flags
VALUE_CHARACTERS = 40  # a longer constant is a message, a path or a checksum; no caller sets it
KNOWN_BASES = frozenset({"object", "Exception", "ValueError", "Enum", "IntEnum", "StrEnum", "NamedTuple", "TypedDict"})


@dataclass
class ApiChanges:
    """The public changes of one file, and how many breakages are only counted, by reason."""

    changes: list[InterfaceChange] = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)
    gone: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()


def visit(path: str, text: str | None) -> griffe.Module:
    """griffe's module of one side, with dataclasses' constructors; an empty one where there is no side.

    Raises UnreadableError where griffe cannot read it.
    """
    modules = griffe.ModulesCollection()
    try:
        module = griffe.visit("module", Path(path), text or "", modules_collection=modules)
        modules["module"] = module
        griffe.DataclassesExtension().on_package(pkg=module)
        if module.is_init_module:  # griffe would look for `from .name import name` in the module itself, for ever
            del modules["module"]
    except tuple(PARSE_ERRORS) as error:
        raise UnreadableError(reason_of(error)) from error
    except (griffe.GriffeError, LookupError, AttributeError, TypeError) as error:
        raise UnreadableError("unreadable") from error  # what griffe itself stumbles over
    if not all(isinstance(name, str) for name in module.exports or ("",)):
        module.exports = None  # an __all__ that is computed names nobody we could know
    return module


def compare_api(
    path: str, before: griffe.Module, after: griffe.Module, old: Source | None, new: Source | None
) -> ApiChanges:
    """Compare the public names of both sides, each as griffe and as we read it; a side that is None defines nothing."""
    found = ApiChanges()
    try:
        if new is None:
            _module_removed(path, before, found)
        elif old is not None:
            for breakage in griffe.find_breaking_changes(before, after):
                _judge(Judgement(path, old, new, before, after, breakage), found)
            found.changes += _lost_exports(path, before, after, new)
    except griffe.GriffeError as error:
        raise UnreadableError("unreadable") from error
    if not is_private_module(path):
        found.changes += _additions(path, before, after, new)
        found.changes += _changed_values(path, old, new, {change.parameter for change in found.changes})
    found.gone, found.appeared = _difference(before, after)
    return found


# --- Breakages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """A breakage of griffe's, and all that is needed to decide whether it is one for a caller."""

    path: str
    old: Source
    new: Source
    before: griffe.Module
    after: griffe.Module
    breakage: griffe.Breakage

    @property
    def kind(self) -> griffe.BreakageKind:
        return self.breakage.kind

    @property
    def symbol(self) -> str:
        return self.breakage.obj.path.removeprefix("module.")

    @property
    def parameter(self) -> griffe.Parameter | None:
        """griffe's parameter, of the old side where both have it; None where the breakage is of a whole object."""
        if self.kind not in PARAMETER_KINDS:
            return None
        return self.breakage.old_value or self.breakage.new_value

    @property
    def parent(self) -> griffe.Object | None:
        """What holds the object now: a class, or the module; None where that is gone, too."""
        found: griffe.Object = self.after
        for name in self.symbol.split(".")[:-1]:
            member = found.members.get(name)
            if not isinstance(member, griffe.Object):
                return None
            found = member
        return found


def _judge(case, found):
    reason = NO_FACTS.get(case.kind) or _why_not_told(case)
    if reason:
        found.counted[reason] += 1
    else:
        found.changes.append(_as_change(case))


def _why_not_told(case):
    """The reason for which a breakage is only counted, or ""."""
    name = case.parameter.name if case.parameter else ""
    if is_private_module(case.path) or any(map(is_private_name, [*case.symbol.split("."), name])):
        return "private"
    if case.kind is griffe.BreakageKind.OBJECT_REMOVED:
        return _why_not_removed(case)
    if case.old.is_ambiguous(case.symbol) or case.new.is_ambiguous(case.symbol):
        return "ambiguous"
    if case.parameter and _is_command(case.new, case.symbol):
        return "command"
    if case.kind is griffe.BreakageKind.PARAMETER_MOVED and len(set(_positions(case))) == 1:
        return "same_position"
    if case.kind is griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT and _is_same_default(case):
        return "same_value"
    return "field" if _is_told_as_field(case) else ""


def _why_not_removed(case):
    parent = case.parent
    if case.old.is_script_line(_line_of(case.breakage.obj)):
        return "script"
    if "." in case.symbol and hasattr(object, case.symbol.rsplit(".", 1)[1]):
        return "inherited"  # every class has an __init__, and a __str__
    if parent is not None and parent.is_module and case.new.has_dynamic_names:
        return "dynamic"
    if parent is not None and parent.is_class and not _knows_bases(parent, case.after):
        return "inherited"
    return ""


def _knows_bases(class_, module):
    """Whether every base of the class is in this file, or one that brings nothing."""
    names = [str(base) for base in class_.bases]
    inside = (module.members.get(name) for name in names if name not in KNOWN_BASES)
    return all(base is not None and base.is_class and _knows_bases(base, module) for base in _no_alias(inside))


def _no_alias(members):
    return [None if member is not None and member.is_alias else member for member in members]


def _is_command(source, symbol):
    """Whether click or typer calls the function, so that its parameters are flags and no arguments."""
    for node in source.definitions.get(symbol, ()):
        for decorator in getattr(node, "decorator_list", ()):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(called, ast.Attribute) and called.attr in COMMANDS:
                return True
    return False


def _is_told_as_field(case):
    """A field that left a dataclass is told once, as the attribute that it was."""
    if case.kind is not griffe.BreakageKind.PARAMETER_REMOVED or not case.symbol.endswith(".__init__"):
        return False
    class_name = case.symbol.removesuffix(".__init__")
    return case.symbol not in case.old.definitions and f"{class_name}.{case.parameter.name}" in _fields(case.before)


def _fields(module):
    members = (member for member in module.members.values() if not member.is_alias and member.is_class)
    return {f"{class_.name}.{name}" for class_ in members for name in class_.members}


def _as_change(case):
    parameter = case.parameter
    kind = PARAMETER_KINDS.get(case.kind) or _object_kind(case)
    before, after = _values(case)
    in_new = case.new.line_of(case.symbol, parameter.name if parameter else "")
    return InterfaceChange(
        kind=kind,
        symbol=case.symbol,
        parameter=parameter.name if parameter else "",
        path=case.path,
        line=in_new or case.old.line_of(case.symbol) or _line_of(case.breakage.obj),
        before=quoted(before),
        after=quoted(after),
        is_breaking=True,
    )


def _line_of(member):
    """The line of an object, or of the import that brings it; griffe looks for the imported object's own otherwise."""
    return (member.alias_lineno if member.is_alias else member.lineno) or 0


def _object_kind(case):
    if case.kind is griffe.BreakageKind.OBJECT_CHANGED_KIND:
        return ChangeKind.CHANGED_OBJECT_KIND
    if case.kind is griffe.BreakageKind.CLASS_REMOVED_BASE:
        return ChangeKind.REMOVED_BASE
    removed = case.breakage.obj
    return ChangeKind.REMOVED_ATTRIBUTE if removed.is_alias else REMOVED[removed.kind.value]


def _values(case):
    """What stood there before and what stands there now, as text."""
    old, new = case.breakage.old_value, case.breakage.new_value
    match case.kind:
        case griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT:
            return _defaults(case)
        case griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED:
            return str(old.default), ""
        case griffe.BreakageKind.PARAMETER_MOVED:
            return tuple(map(str, _positions(case)))
        case griffe.BreakageKind.PARAMETER_CHANGED_KIND | griffe.BreakageKind.OBJECT_CHANGED_KIND:
            old, new = (getattr(value, "kind", value) for value in (old, new))
            return old.value, new.value
        case griffe.BreakageKind.CLASS_REMOVED_BASE:
            return ", ".join(map(str, old)), ", ".join(map(str, new))
    return "", ""


def _defaults(case):
    return str(case.breakage.old_value.default), str(case.breakage.new_value.default)


def _is_same_default(case):
    """Whether the default is only spelled otherwise: in other quotes, or as a constant of the file that means it."""
    old, new = _defaults(case)
    return _normal(case.old, old) == _normal(case.new, new)


def _normal(source, text):
    try:
        return ast.unparse(source.resolve(ast.parse(text, mode="eval").body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text


def _positions(case):
    """Where the parameter stands for a caller, counted from 1, without self and cls."""
    name = case.breakage.old_value.name
    sides = ((case.before, case.old), (case.after, case.new))
    return [
        _position(module[case.symbol].parameters, name, _is_method(source, case.symbol)) for module, source in sides
    ]


def _position(parameters, name, is_method):
    names = [parameter.name for parameter in parameters]
    return names.index(name) + (0 if is_method else 1)


def _is_method(source, symbol):
    """Whether the first parameter is bound by Python and not by the caller."""
    if "." not in symbol:
        return False
    nodes = source.definitions.get(symbol)
    decorators = [ast.unparse(one) for one in nodes[-1].decorator_list] if nodes else []
    return "staticmethod" not in decorators


def _lost_exports(path, before, after, new) -> Iterator[InterfaceChange]:
    """What a package's __init__ imported from its own modules and offers no longer.

    griffe takes imports for private where there is no __all__; callers of packages do not.
    """
    if not before.is_init_module or before.exports or is_private_module(path) or new.has_dynamic_names:
        return
    for name, member in before.members.items():
        is_own = member.is_alias and member.target_path.startswith("module.")
        if is_own and name not in after.members and not is_private_name(name):
            line = member.alias_lineno or 0
            yield InterfaceChange(ChangeKind.REMOVED_ATTRIBUTE, name, path, line, is_breaking=True)


# --- What is new, what became of constants, what left with its file ---------------------------------------------------


def _additions(path, before, after, new) -> Iterator[InterfaceChange]:
    if new is None:
        return
    for name, member in after.members.items():
        if not _is_own(member) or new.is_script_line(member.lineno or 0):
            continue
        known = before.members.get(name)
        if known is None and (member.is_class or member.is_function):
            yield _added(path, new, name, member)
        elif known is not None and not known.is_alias and known.kind == member.kind:
            yield from _grown(path, new, name, known, member)


def _is_own(member):
    return not member.is_alias and member.is_public and not is_private_name(member.name)


def _added(path, new, name, member):
    kind = ChangeKind.ADDED_CLASS if member.is_class else ChangeKind.ADDED_FUNCTION
    return InterfaceChange(kind, name, path, new.line_of(name) or member.lineno or 0)


def _grown(path, new, name, known, member):
    """New methods of a class that was there, and new optional parameters."""
    if member.is_function:
        yield from _new_parameters(path, new, name, known, member)
    elif member.is_class:
        for inner, method in member.members.items():
            if not _is_own(method) or not method.is_function:
                continue
            old_method = known.all_members.get(inner)
            qualified = f"{name}.{inner}"
            if old_method is None and not inner.startswith("__"):
                yield _added(path, new, qualified, method)
            elif old_method is not None and not old_method.is_alias and old_method.is_function:
                yield from _new_parameters(path, new, qualified, old_method, method)


def _new_parameters(path, new, name, known, member):
    variadic = (griffe.ParameterKind.var_positional, griffe.ParameterKind.var_keyword)
    if new.is_ambiguous(name) or _is_command(new, name):
        return
    names = {parameter.name for parameter in known.parameters}
    for parameter in member.parameters:
        is_optional = not parameter.required and parameter.kind not in variadic
        if is_optional and parameter.name not in names and not is_private_name(parameter.name):
            yield InterfaceChange(
                kind=ChangeKind.ADDED_PARAMETER,
                symbol=name,
                parameter=parameter.name,
                path=path,
                line=new.line_of(name, parameter.name),
                after=quoted(str(parameter.default)),
            )


def _changed_values(path, old, new, fields) -> Iterator[InterfaceChange]:
    """Public constants, in capitals, whose short literal is another now; a dataclass's are told as its fields."""
    if old is None or new is None:
        return
    for name, value in new.constants.items():
        before = old.constants.get(name)
        if before is None or not name.rsplit(".", 1)[-1].isupper() or any(map(is_private_name, name.split("."))):
            continue
        if new.is_script_line(value.lineno) or not (is_literal(before) and is_literal(value)):
            continue
        texts = ast.unparse(before), ast.unparse(value)
        is_setting = max(map(len, texts)) <= VALUE_CHARACTERS and name.rsplit(".", 1)[-1] not in fields
        if is_setting and texts[0] != texts[1]:
            was, now = map(quoted, texts)
            yield InterfaceChange(ChangeKind.CHANGED_VALUE, name, path, value.lineno, "", was, now)


def _module_removed(path, before, found):
    names = sorted(name for name, member in before.members.items() if _is_own(member))
    if not names:
        return
    if is_private_module(path):
        found.counted["private"] += len(names)
        return
    found.changes.append(
        InterfaceChange(
            ChangeKind.REMOVED_MODULE, module_name(path), path, before=quoted(", ".join(names)), is_breaking=True
        )
    )


def _difference(before, after):
    """(public names that the module defined and does no longer, those that it newly defines)."""
    old, new = (
        {name for name, member in module.members.items() if not member.is_alias and not is_private_name(name)}
        for module in (before, after)
    )
    return tuple(sorted(old - new)), tuple(sorted(new - old))
