"""A story's diff as the model sees it, line by line with numbers, and the lines of it that the model points at."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from digest.mixed_scripts import show_mixed_scripts
from digest.models import Activity, Patch
from digest.patches.hunks import Hunk, of_stored
from digest.writing.diff_evidence import DiffEvidence

CALL_ROOM = 20_000  # characters of all diffs in one call
MAX_QUOTE = 12  # lines
LONGEST_QUOTED = 160  # characters; a longer line would fill a phone's screen
LINE = re.compile(r"^(?:\d+ (?P<line>[-+ ].*)|@@(?P<section>.*))$", re.MULTILINE)


def patch_of(activities: Iterable[Activity]) -> Patch | None:
    """The patch that was read for a story; needs `patch` selected with its activities."""
    return next((activity.patch for activity in activities if hasattr(activity, "patch")), None)


def rows(files: list[dict]) -> list[dict[str, str]]:
    """Stored files as the prompt has them: {file, lines}, each line numbered from 1 and with its sign in front.

    Before lines that do not follow those above them stands @@, with the head of the function around them.
    """
    return [{"file": file["path"], "lines": "\n".join(_numbered(file))} for file in files]


def _numbered(file) -> Iterator[str]:
    number = 0
    for hunk in file["hunks"]:
        yield f"@@ {hunk['section']}".rstrip()
        for line in hunk["lines"]:
            number += 1
            yield f"{number} {line}"


def size(diff: list[dict[str, str]]) -> int:
    return sum(len(row["file"]) + len(row["lines"]) for row in diff)


def evidence(diff: list[dict[str, str]]) -> DiffEvidence:
    """What such rows prove; the head of a function is a line that stayed."""
    matches = (match for row in diff for match in LINE.finditer(row["lines"]))
    return DiffEvidence.of(match["line"] or match["section"] for match in matches)


def quote(patch: Patch | None, pointers: Iterable[dict]) -> dict[str, object]:
    """The lines of the first {file, first, last} that can be shown, as {path, place, lines: [{sign, number, text}]}.

    They come from the stored patch, letter for letter, or not at all: empty where nothing is pointed at, the lines do
    not follow each other, are too many, changed nothing, or hold what a reader could not see or would take for
    something else. `place` is the page below the repository's that shows the diff.
    """
    if patch is None:
        return {}
    for pointer in pointers:
        hunk = _pointed_at(patch.files, pointer)
        if hunk and _may_be_shown(hunk):
            lines = [{"sign": line.sign, "number": line.number, "text": line.text} for line in hunk.numbered]
            return {"path": pointer["file"], "place": _place(patch.activity), "lines": lines}
    return {}


def _pointed_at(files, pointer) -> Hunk | None:
    """The part of one hunk between these two lines, counted as in `rows`; None where there is none."""
    nothing: dict[str, Any] = {"hunks": []}
    file = next((file for file in files if file["path"] == pointer["file"]), nothing)
    start, end, begun = pointer["first"] - 1, pointer["last"], 0
    for stored in file["hunks"]:
        length = len(stored["lines"])
        if begun <= start < end <= begun + length:
            return of_stored(stored).part(start - begun, end - begun)
        begun += length
    return None


def _may_be_shown(hunk):
    texts = [line[1:].replace("\t", "    ") for line in hunk.lines]
    return (
        len(texts) <= MAX_QUOTE
        and any(not line.startswith(" ") and line[1:].strip() for line in hunk.lines)
        and all(text.isprintable() and len(text) <= LONGEST_QUOTED for text in texts)
        and all(show_mixed_scripts(text) == text for text in texts)
    )


def _place(activity):
    is_pull = activity.kind == Activity.Kind.PULL_REQUEST
    return f"pull/{activity.number}/files" if is_pull else f"commit/{activity.key}"
