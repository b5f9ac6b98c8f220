"""The command-line flags that a file declares with argparse, click or typer, and what changed in them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from digest.interface.source import FUNCTIONS, Source
from digest.interface.types import ChangeKind, InterfaceChange, quoted

UNSET = ""  # the declaration names no default
SWITCHES = {"store_true": "False", "store_false": "True"}
PARSERS_OF_FIELDS = frozenset({"HfArgumentParser", "add_arguments", "cli", "parse", "wrap", "fields"})
OPTION = re.compile(r"^--?[A-Za-z0-9][\w.-]*$")


@dataclass(frozen=True)
class Flag:
    """One declared option: its longest name, the text of its default and its choices (sorted), and its line."""

    name: str
    default: str
    choices: tuple[str, ...]
    line: int

    @property
    def meaning(self) -> tuple[str, tuple[str, ...]]:
        return self.default, self.choices


def compare_flags(path: str, old: Source | None, new: Source | None) -> tuple[list[InterfaceChange], Counter[str]]:
    """(changed flags, how many are only counted because the file declares the same name more than once)."""
    before, after = _by_name(old), _by_name(new)
    changes: list[InterfaceChange] = []
    counted: Counter[str] = Counter()
    for name in dict.fromkeys([*before, *after]):
        olds, news = before.get(name, []), after.get(name, [])
        if len(olds) > 1 or len(news) > 1:
            counted["several_parsers"] += Counter(f.meaning for f in olds) != Counter(f.meaning for f in news)
        else:
            changes += _changes(path, next(iter(olds), None), next(iter(news), None))
    return changes, +counted


def _changes(path, old, new):
    if old is None:
        return [InterfaceChange(ChangeKind.ADDED_FLAG, new.name, path, new.line, after=quoted(new.default))]
    if new is None:
        return [InterfaceChange(ChangeKind.REMOVED_FLAG, old.name, path, old.line, is_breaking=True)]
    changes = []
    if old.default != new.default:
        values = quoted(old.default), quoted(new.default)
        changes.append(
            InterfaceChange(ChangeKind.CHANGED_FLAG_DEFAULT, new.name, path, new.line, "", *values, is_breaking=True)
        )
    if old.choices != new.choices:
        values = quoted(", ".join(old.choices)), quoted(", ".join(new.choices))
        is_breaking = bool(new.choices) and not set(old.choices or ("anything",)) <= set(new.choices)
        changes.append(
            InterfaceChange(ChangeKind.CHANGED_FLAG_CHOICES, new.name, path, new.line, "", *values, is_breaking)
        )
    return changes


def _by_name(source):
    found: dict[str, list[Flag]] = {}
    for flag in flags(source) if source else ():
        found.setdefault(flag.name, []).append(flag)
    return found


def flags(source: Source) -> Iterator[Flag]:
    """The flags that this file declares; those whose names are computed are not among them."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and _called(node) in ("add_argument", "option", "argument", "Option"):
            yield from _declared(source, node)
        elif isinstance(node, FUNCTIONS):
            yield from _typer_flags(source, node)
    yield from _field_flags(source)


def _called(call):
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keywords(call):
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _names(arguments):
    """The option names among the arguments; "--shout/--no-shout" is two."""
    texts = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return [name.strip() for text in texts for name in text.split("/") if OPTION.match(name.strip())]


def _declared(source, call):
    arguments = call.args
    if _called(call) == "Option" and arguments and isinstance(arguments[0], ast.List):  # click.Option(["--name"])
        arguments = arguments[0].elts
    elif _called(call) == "Option":
        return  # typer's stands in a signature, and is read there
    names = _names(arguments)
    if names:
        keywords = _keywords(call)
        yield Flag(max(names, key=len), _default(source, keywords), _choices(source, keywords), call.lineno)


def _default(source, keywords):
    """Source text of the default, as the literal where the file says which; None is the same as no default."""
    if "default" in keywords:
        text = ast.unparse(source.resolve(keywords["default"]))
        return UNSET if text == "None" else text
    action = keywords.get("action")
    if isinstance(action, ast.Constant) and action.value in SWITCHES:
        return SWITCHES[action.value]
    is_flag = keywords.get("is_flag")
    return "False" if isinstance(is_flag, ast.Constant) and is_flag.value is True else UNSET


def _choices(source, keywords):
    value = keywords.get("choices")
    kind = keywords.get("type")
    if value is None and isinstance(kind, ast.Call) and _called(kind) == "Choice" and kind.args:
        value = kind.args[0]
    if value is None:
        return ()
    value = source.resolve(value)
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        return tuple(sorted(ast.unparse(one) for one in value.elts))
    return (ast.unparse(value),)


# --- typer: options stand in the signature ----------------------------------------------------------------------------


def _typer_flags(source, function):
    positional = [*function.args.posonlyargs, *function.args.args]
    defaults = [None] * (len(positional) - len(function.args.defaults)) + function.args.defaults
    for argument, default in [
        *zip(positional, defaults, strict=True),
        *zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True),
    ]:
        flag = _typer_flag(source, argument, default)
        if flag:
            yield flag


def _typer_flag(source, argument, default):
    call, value = _typer_call(default), None
    if call:
        keywords = _keywords(call)
        value = keywords.get("default", call.args[0] if call.args else None)
        names = _names(call.args[1:])
    else:
        call = _annotated_call(argument.annotation)
        if not call:
            return None
        value, names = default, _names(call.args)
    name = max(names, key=len) if names else f"--{argument.arg.replace('_', '-')}"
    if value is None or (isinstance(value, ast.Constant) and value.value in (None, ...)):
        text = UNSET
    else:
        text = ast.unparse(source.resolve(value))
    return Flag(name, text, (), argument.lineno)


def _typer_call(node):
    """The call of typer.Option, if this is one. Arguments have no flag."""
    if isinstance(node, ast.Call) and _called(node) == "Option":
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return node if owner is None or ast.unparse(owner) == "typer" else None
    return None


def _annotated_call(annotation):
    """typer.Option(...) inside Annotated[type, ...]."""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        return next((one for one in map(_typer_call, annotation.slice.elts[1:]) if one), None)
    return None


# --- Dataclasses that a parser is made of -----------------------------------------------------------------------------


def _field_flags(source):
    for name in sorted(_parsed_classes(source)):
        node = source.definitions[name][-1]
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield Flag(f"--{field.target.id}", _field_default(source, field.value), (), field.lineno)


def _parsed_classes(source):
    """The dataclasses of the file that it hands to something which makes a parser of their fields.

    With dataclasses.fields() the same function must declare arguments.
    """
    classes = {name for name, nodes in source.definitions.items() if isinstance(nodes[-1], ast.ClassDef)}
    if not classes:
        return set()
    makers = _field_makers(source)
    handed = [one for call in makers for one in [*call.args, *(keyword.value for keyword in call.keywords)]]
    inside = [part for one in handed for part in (one.elts if isinstance(one, ast.Tuple | ast.List) else [one])]
    return classes & {ast.unparse(one) for one in inside if isinstance(one, ast.Name | ast.Attribute)}


def _field_makers(source):
    makers = []
    for node in source.nodes:
        if isinstance(node, ast.Call) and _called(node) in PARSERS_OF_FIELDS - {"fields"}:
            makers.append(node)
        elif isinstance(node, FUNCTIONS):
            calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
            if any(_called(call) == "add_argument" and not _names(call.args) for call in calls):
                makers += [call for call in calls if _called(call) == "fields"]
    return makers


def _field_default(source, value):
    if isinstance(value, ast.Call) and _called(value) == "field":
        keywords = _keywords(value)
        value = keywords.get("default") or keywords.get("default_factory")
    if value is None:
        return UNSET
    text = ast.unparse(source.resolve(value))
    return UNSET if text == "None" else text
