"""What comparing a file before and after a commit can find, as plain values."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

VALUE_LIMIT = 300  # characters of a default or a list of choices; nobody reads more of it in a line


class ChangeKind(StrEnum):
    """What became of a name that callers use."""

    REMOVED_MODULE = "removed_module"
    REMOVED_CLASS = "removed_class"
    REMOVED_FUNCTION = "removed_function"
    REMOVED_ATTRIBUTE = "removed_attribute"
    MOVED_SYMBOL = "moved_symbol"
    CHANGED_OBJECT_KIND = "changed_object_kind"
    REMOVED_BASE = "removed_base"
    REMOVED_PARAMETER = "removed_parameter"
    ADDED_REQUIRED_PARAMETER = "added_required_parameter"
    REQUIRED_PARAMETER = "required_parameter"
    CHANGED_PARAMETER_KIND = "changed_parameter_kind"
    MOVED_PARAMETER = "moved_parameter"
    CHANGED_DEFAULT = "changed_default"
    CHANGED_VALUE = "changed_value"
    ADDED_CLASS = "added_class"
    ADDED_FUNCTION = "added_function"
    ADDED_PARAMETER = "added_parameter"
    REMOVED_FLAG = "removed_flag"
    CHANGED_FLAG_DEFAULT = "changed_flag_default"
    CHANGED_FLAG_CHOICES = "changed_flag_choices"
    ADDED_FLAG = "added_flag"
    REMOVED_VARIABLE = "removed_variable"
    ADDED_VARIABLE = "added_variable"
    CHANGED_PYTHON = "changed_python"
    REMOVED_DEPENDENCY = "removed_dependency"
    CHANGED_DEPENDENCY = "changed_dependency"
    ADDED_DEPENDENCY = "added_dependency"
    CHANGED_VERSION = "changed_version"


@dataclass(frozen=True)
class InterfaceChange:
    """One changed name: `before` and `after` are source text, empty where there is nothing to quote.

    `symbol` is the name inside its file ("Class.method"), the flag, the variable or the package; `parameter` is the
    parameter of a function, or the group of a dependency. `line` counts from 1 in the file as it is now, or as it was
    where nothing of the name is left; 0 where no line can be named.
    """

    kind: ChangeKind
    symbol: str
    path: str
    line: int = 0
    parameter: str = ""
    before: str = ""
    after: str = ""
    is_breaking: bool = False

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        return cls(**row | {"kind": ChangeKind(row["kind"])})

    def as_fields(self) -> dict[str, Any]:
        """Field of the model to value."""
        return asdict(self) | {"kind": self.kind.value}


@dataclass(frozen=True)
class FilePair:
    """A file at a commit's parent (`old`) and at the commit (`new`); None where there is no such file."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Comparison:
    """What one file told: its changes, what could not be read (a code of REASONS), and what is only counted.

    `counted` maps a reason to the number of breakages that are real but not told: of private names, or where the file
    alone does not show whether the name is still there. `gone` and `appeared` are the public names of the module that
    are no longer, or newly, defined in it; `variables_*` the same of environment variables.
    """

    path: str
    changes: tuple[InterfaceChange, ...] = ()
    unread: str = ""
    counted: dict[str, int] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        changes = tuple(InterfaceChange.from_json(change) for change in row["changes"])
        return cls(**row | {"changes": changes, "gone": tuple(row["gone"]), "appeared": tuple(row["appeared"])})


def quoted(text: str) -> str:
    """Source text in one line, at most VALUE_LIMIT characters, without what no database or page takes."""
    text = " ".join(text.split()).replace("\0", "").encode("utf-8", "replace").decode()
    return text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + "…"
