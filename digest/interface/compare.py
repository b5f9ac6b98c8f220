"""Comparing the files of one commit: each file by itself, then what only moved from one to another."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from digest.interface.cli_flags import compare_flags
from digest.interface.dependencies import compare_dependencies
from digest.interface.env_vars import compare_variables
from digest.interface.public_paths import is_generated, is_python, is_version_file, module_name, other_place
from digest.interface.python_api import compare_api, visit
from digest.interface.source import Source, UnreadableError
from digest.interface.types import ChangeKind, Comparison, InterfaceChange

MAX_BYTES = 512_000  # what GitHub's API gives of a file
MAX_LINE = 20_000  # characters; a longer line is data, and no person wrote it
REMOVED = frozenset({ChangeKind.REMOVED_CLASS, ChangeKind.REMOVED_FUNCTION, ChangeKind.REMOVED_ATTRIBUTE})
ADDED = frozenset({ChangeKind.ADDED_CLASS, ChangeKind.ADDED_FUNCTION})


def compare(path: str, old_source: str | None, new_source: str | None) -> Comparison:
    """What changed for a user of this file; a side that is None does not exist.

    What cannot be read is said in `unread` (syntax, too_deep, too_large, binary), never passed over as no change.
    Deep nesting may bring the interpreter down: strangers' files are compared in a process of their own (isolation).
    """
    if old_source == new_source:
        return Comparison(path)
    place = other_place(path) or ("generated" if is_generated(new_source or old_source or "") else "")
    if place and not is_version_file(path):
        return Comparison(path, counted={place: 1})
    reason = next((why for why in map(_why_unreadable, (old_source, new_source)) if why), "")
    if reason:
        return Comparison(path, unread=reason)
    try:
        return (
            _compare_python(path, old_source, new_source)
            if is_python(path)
            else _compare_other(path, old_source, new_source)
        )
    except UnreadableError as error:
        return Comparison(path, unread=error.reason)
    except (RecursionError, MemoryError):
        return Comparison(path, unread="too_deep")


def _why_unreadable(text):
    if text is None:
        return ""
    if "\0" in text:
        return "binary"
    if len(text) > MAX_BYTES:
        return "too_large"
    return "long_lines" if max(map(len, text.splitlines()), default=0) > MAX_LINE else ""


def _compare_python(path, old_text, new_text):
    # griffe first: it forgets its trees before ours are made, and the two largest files of a day share the memory.
    before, after = visit(path, old_text), visit(path, new_text)
    old, new = (None if text is None else Source.parse(text) for text in (old_text, new_text))
    api = compare_api(path, before, after, old, new)
    flags, several = compare_flags(path, old, new)
    changes = [*api.changes, *flags, *compare_variables(path, old, new)]
    if is_version_file(path):
        changes += compare_dependencies(path, old_text, new_text)
    return Comparison(path, tuple(changes), "", dict(api.counted + several), api.gone, api.appeared)


def _compare_other(path, old_text, new_text):
    return Comparison(path, tuple(compare_dependencies(path, old_text, new_text)))


# --- What only moved --------------------------------------------------------------------------------------------------


def join_files(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """The comparisons of one commit, with what only went from one file to another taken back.

    A name that left one file and appeared in another is not new; where its old file does not offer it any more it is
    told once, as moved. A file whose names all appeared in another one has moved, and is no removal; variables and
    flags that went along are no news.
    """
    comparisons = list(comparisons)
    homes = _only_places((name, one.path) for one in comparisons for name in one.appeared)
    left = _only_places((name, one.path) for one in comparisons for name in one.gone)
    settings = _moved_settings(comparisons)
    return [_without_moves(one, homes, left, settings) for one in comparisons]


def _only_places(rows):
    """Name → path of the names that have one place only; "forward" in five files says nothing of where one went."""
    places: dict[str, str | None] = {}
    for name, path in rows:
        places[name] = path if places.get(name, path) == path else None
    return {name: path for name, path in places.items() if path}


def _moved_settings(comparisons):
    """The variables and flags that one file of the commit lost and another one gained."""
    kinds: dict[tuple[ChangeKind, str], set[str]] = {}
    for change in (change for one in comparisons for change in one.changes):
        kinds.setdefault((change.kind, change.symbol), set()).add(change.path)
    pairs = ((ChangeKind.REMOVED_VARIABLE, ChangeKind.ADDED_VARIABLE), (ChangeKind.REMOVED_FLAG, ChangeKind.ADDED_FLAG))
    return {
        (kind, symbol)
        for removed, added in pairs
        for symbol in {name for kind, name in kinds if kind == removed}
        & {name for kind, name in kinds if kind == added}
        for kind in (removed, added)
    }


def _without_moves(one, homes, left, settings):
    changes, counted = [], Counter(one.counted)
    for change in one.changes:
        kept = _after_move(change, one, homes, left, settings)
        if kept is None:
            counted["moved"] += 1
        else:
            changes.append(kept)
    return replace(one, changes=tuple(changes), counted=dict(counted))


def _after_move(change: InterfaceChange, one, homes, left, settings):
    if (change.kind, change.symbol) in settings:
        return None
    if change.kind in ADDED and left.get(change.symbol, one.path) != one.path:
        return None
    home = homes.get(change.symbol)
    if change.kind is ChangeKind.REMOVED_ATTRIBUTE and change.symbol not in one.gone and change.symbol in left:
        return None  # an import of what is told where it was defined
    if change.kind in REMOVED and home and home != one.path:
        places = module_name(one.path), module_name(home)
        return replace(change, kind=ChangeKind.MOVED_SYMBOL, before=places[0], after=places[1])
    if change.kind is ChangeKind.REMOVED_MODULE and all(homes.get(name, one.path) != one.path for name in one.gone):
        return None
    return change
