"""What a project requires, and which versions of Python it supports, before and after."""

import configparser
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from digest.interface.public_paths import is_requirements, is_version_file
from digest.interface.source import UnreadableError
from digest.interface.types import ChangeKind, InterfaceChange, quoted

RUNTIME = ""  # the group of what everybody who installs the project gets
DEVELOPMENT = "dev"
PYTHON, VERSION = "python", "version"
VERSION_LINE = re.compile(
    r"""^[^\S\n]*(?:__version__|version|VERSION)\s*(?::\s*str\s*)?=\s*["']([^"'\n]{1,100})["']""", re.M
)
DEV_REQUIREMENTS = re.compile(r"(dev|test|lint|doc|ci|build|bench|example|optional)", re.IGNORECASE)
MAX_ERRORS = (RecursionError, MemoryError)


@dataclass(frozen=True)
class Needs:
    """(package, group) → its requirement as text, the supported Pythons, and the project's own version."""

    requirements: dict[tuple[str, str], str]
    python: str = ""
    version: str = ""


def compare_dependencies(path: str, old: str | None, new: str | None) -> list[InterfaceChange]:
    """Raises UnreadableError where a side is not what its name promises."""
    before, after = read(path, old), read(path, new)
    text = new if new is not None else old
    changes = []
    for key in dict.fromkeys([*before.requirements, *after.requirements]):
        was, now = before.requirements.get(key), after.requirements.get(key)
        if was != now:
            changes.append(_changed(path, text, key, was, now))
    for kind, name in ((ChangeKind.CHANGED_PYTHON, PYTHON), (ChangeKind.CHANGED_VERSION, VERSION)):
        values = getattr(before, name), getattr(after, name)
        if values[0] != values[1] and (all(values) or (kind is ChangeKind.CHANGED_PYTHON and old and new)):
            is_breaking = kind is ChangeKind.CHANGED_PYTHON and _is_narrower(*values)
            line = _line(text, values[1])
            changes.append(InterfaceChange(kind, name, path, line, "", values[0], values[1], is_breaking))
    return changes


def _changed(path, text, key, before, after):
    name, group = key
    if before is None:
        kind = ChangeKind.ADDED_DEPENDENCY
    else:
        kind = ChangeKind.REMOVED_DEPENDENCY if after is None else ChangeKind.CHANGED_DEPENDENCY
    is_breaking = kind is ChangeKind.CHANGED_DEPENDENCY and group == RUNTIME and _is_narrower(before, after)
    line = _line(text, name)
    return InterfaceChange(kind, name, path, line, group, quoted(before or ""), quoted(after or ""), is_breaking)


def _is_narrower(before, after):
    """Whether a version that was the least or only one allowed before is not allowed any more."""
    try:
        old, new = SpecifierSet(before), SpecifierSet(after)
        least = [Version(one.version.removesuffix(".*")) for one in old if one.operator in (">=", "==", "~=", "===")]
    except (InvalidSpecifier, InvalidVersion):
        return False
    if not least:  # anything was allowed
        return any(one.operator in (">", ">=", "==", "~=", "===") for one in new)
    return not new.contains(max(least), prereleases=True)


def _line(text, name):
    """The first line that names it, counted from 1; 0 where none does."""
    spelled = "[-_.]".join(map(re.escape, name.split("-")))
    pattern = re.compile(rf"(?<![\w-]){spelled}(?![\w-])", re.IGNORECASE)
    found = pattern.search(text or "") if name else None
    return (text or "").count("\n", 0, found.start()) + 1 if found else 0


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(path: str, text: str | None) -> Needs:
    """What this file says; nothing where there is no such file."""
    if text is None:
        return Needs({})
    name = PurePosixPath(path).name.lower()
    try:
        if name == "pyproject.toml":
            return _pyproject(tomllib.loads(text))
        if name == "cargo.toml":
            return _cargo(tomllib.loads(text))
        if name == "package.json":
            return _package(json.loads(text))
        if name == "setup.cfg":
            return _setup_cfg(text)
    except (ValueError, configparser.Error, AttributeError, TypeError, KeyError, LookupError) as error:
        raise UnreadableError("syntax") from error
    except MAX_ERRORS as error:
        raise UnreadableError("too_deep") from error
    if is_requirements(path):
        group = DEVELOPMENT if DEV_REQUIREMENTS.search(name.removeprefix("requirements")) else RUNTIME
        return Needs(_joined(_requirements(text.splitlines(), group)))
    return Needs({}, version=_version(text)) if is_version_file(path) else Needs({})


def _joined(rows) -> dict[tuple[str, str], str]:
    """One text per package and group; the same package may be required twice, under different conditions."""
    found: dict[tuple[str, str], set[str]] = {}
    for key, text in rows:
        found.setdefault(key, set()).add(text)
    return {key: " | ".join(sorted(texts)) for key, texts in found.items()}


def _requirements(lines, group) -> Iterator[tuple[tuple[str, str], str]]:
    for line in lines:
        text = re.split(r"\s#|^#", str(line), maxsplit=1)[0].split(" --hash", 1)[0].strip().rstrip("\\").strip()
        if not text or text.startswith("-"):
            continue
        try:
            needed = Requirement(text)
        except InvalidRequirement:
            continue  # an address or a path: it names no package
        yield (canonicalize_name(needed.name), group), _spelled(needed)


def _spelled(needed):
    """The specifier in one order of its parts, with the address and the condition, without the extras' order."""
    extras = f"[{','.join(sorted(needed.extras))}]" if needed.extras else ""
    address = f"@ {needed.url}" if needed.url else ""
    condition = f"; {needed.marker}" if needed.marker else ""
    return f"{extras}{','.join(sorted(map(str, needed.specifier)))}{address}{condition}"


def _pyproject(data):
    project = data.get("project", {})
    rows = list(_requirements(project.get("dependencies", ()), RUNTIME))
    rows += _requirements(data.get("build-system", {}).get("requires", ()), "build")
    for groups in (project.get("optional-dependencies", {}), data.get("dependency-groups", {})):
        for group, lines in groups.items():
            rows += _requirements([line for line in lines if isinstance(line, str)], group)
    poetry = data.get("tool", {}).get("poetry", {})
    rows += _table(poetry.get("dependencies", {}), RUNTIME)
    for group, table in poetry.get("group", {}).items():
        rows += _table(table.get("dependencies", {}), group)
    python = project.get("requires-python") or str(poetry.get("dependencies", {}).get("python", ""))
    needs = _joined((key, text) for key, text in rows if key != (PYTHON, RUNTIME))
    return Needs(needs, _specifier(python), str(project.get("version") or poetry.get("version") or ""))


def _specifier(text):
    """The parts of a specifier in one order; what is none stays as it is."""
    try:
        return ",".join(sorted(map(str, SpecifierSet(text))))
    except InvalidSpecifier:
        return text


def _table(table, group):
    """Rows of a table of Cargo's, Poetry's or npm's: a version, or a table with one."""
    for name, value in table.items():
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            places = (f"{key} {value[key]}" for key in ("git", "tag", "rev", "branch", "path") if key in value)
            value = " ".join([str(value.get("version", "")), *places]).strip() or "*"
        yield (str(name), group), str(value)


def _cargo(data):
    rows = list(_table(data.get("workspace", {}).get("dependencies", {}), RUNTIME))
    for table in [data, *data.get("target", {}).values()]:
        rows += _table(table.get("dependencies", {}), RUNTIME)
        rows += _table(table.get("dev-dependencies", {}), DEVELOPMENT)
        rows += _table(table.get("build-dependencies", {}), "build")
    version = data.get("package", {}).get("version") or data.get("workspace", {}).get("package", {}).get("version")
    return Needs(_joined(rows), version=version if isinstance(version, str) else "")


def _package(data):
    rows = []
    for field, group in (
        ("dependencies", RUNTIME),
        ("peerDependencies", "peer"),
        ("optionalDependencies", "optional"),
        ("devDependencies", DEVELOPMENT),
        ("engines", "engines"),
    ):
        rows += _table(data.get(field, {}), group)
    return Needs(_joined(rows), version=str(data.get("version", "")))


def _setup_cfg(text):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    rows = list(_requirements(parser.get("options", "install_requires", fallback="").splitlines(), RUNTIME))
    if parser.has_section("options.extras_require"):
        for group, lines in parser.items("options.extras_require"):
            rows += _requirements(lines.splitlines(), group)
    python = parser.get("options", "python_requires", fallback="")
    return Needs(_joined(rows), _specifier(python), parser.get("metadata", "version", fallback=""))


def _version(text):
    """The version that a file of its own names: as an assignment, or as all that is in it."""
    found = VERSION_LINE.search(text)
    if found:
        return found[1]
    alone = text.strip()
    try:
        return alone if len(alone) < 100 and Version(alone) else ""
    except InvalidVersion:
        return ""
