"""Which lines of a patch are worth reading to a model: code first, tests behind it, what a program wrote last."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from digest.github.patches import FoundPatch
from digest.interface.public_paths import is_generated, other_place
from digest.patches.hunks import Hunk, parse

STORY_ROOM = 1800  # characters of one change, line ends and numbers included
LINE_EXTRA = 6  # what the number of a line and its end take
LONGEST_LINE = 240  # a longer one is data, or was made small by a program
LONG_RUN = 12  # added or removed lines in a row, of which only those that declare something are taken
LINES_BELOW = 2  # a declaration
LINES_AROUND = 1  # unchanged, before and behind what is taken
LEAST_LINES = 3  # of a piece that is cut for want of room

NEVER = re.compile(
    r"(^|/)(__snapshots__|snapshots?)/|\.(snap|ambr|lock|sum|map|svg|csv|tsv|ipynb|jsonl|po|pot)$|\.min\.(js|css)$"
    r"|(^|/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|[^/]*[.-]lock\.(json|txt|ya?ml)|go\.sum)$",
    re.IGNORECASE,
)
PROSE = re.compile(r"\.(md|rst|txt|adoc|ya?ml|json|toml|cfg|ini|xml|html|css)$", re.IGNORECASE)
CODE_RANK, PROSE_RANK, TESTS_RANK, GENERATED_RANK = range(4)
DECLARES = re.compile(
    r"\b(def|class|fn|func|function|struct|enum|trait|impl|template|typedef|concept|namespace|raise|assert|environ"
    r"|getenv|add_argument|__global__|__host__|m\.(def|impl))\b|#\s*define|(?<!\w)@\w|[Oo]ption\("
)

# What only follows from another change: imports, comments, blank lines.
FOLLOWS = re.compile(r"^\s*(import\b|from\b.*\bimport\b|#\s*include\b|using\b|#(?!\s*define)|//|/?\*|$)")


def rank(path: str) -> int | None:
    """The place of a file among others, 0 first; None for one that is never read."""
    place = other_place(path)
    if place == "vendored" or NEVER.search(path):
        return None
    if place:
        return GENERATED_RANK if place == "generated" else TESTS_RANK
    return PROSE_RANK if PROSE.search(PurePosixPath(path).name) else CODE_RANK


def choose(patches: Iterable[FoundPatch]) -> list[dict[str, object]]:
    """The hunks of a change that say most and fit into STORY_ROOM, as rows of {path, hunks}, code first."""
    found = [(place, patch.path, piece) for place, patch in _ranked(patches) for piece in _pieces(patch.hunks)]
    order = sorted(range(len(found)), key=lambda number: (found[number][0], -_weight(found[number][2]), number))
    room, kept = STORY_ROOM, {}
    for number in order:
        piece = _cut(found[number][2], room)
        if piece:
            kept[number] = piece
            room -= size(piece)
    files: dict[str, list[Hunk]] = {}
    for number in sorted(kept):
        files.setdefault(found[number][1], []).append(kept[number])
    return [{"path": path, "hunks": [hunk.as_stored() for hunk in hunks]} for path, hunks in files.items()]


def size(hunk: Hunk) -> int:
    """Characters that it takes in a prompt, about."""
    return sum(len(line) + LINE_EXTRA for line in (hunk.section, *hunk.lines))


def _ranked(patches):
    """(rank, patch) of the files that may be read, best first, in GitHub's order."""
    rows = [(_rank_of(patch), patch) for patch in patches if patch.hunks and rank(patch.path) is not None]
    return sorted(rows, key=lambda row: row[0])


def _rank_of(patch):
    """The rank by the path, unless the patch shows the file's first lines and they say that a program wrote it."""
    head, _end, top = patch.hunks[:3000].partition("\n")
    is_top = re.search(r"\+1(,|\s)", head)
    return GENERATED_RANK if is_top and is_generated(re.sub(r"(?m)^.", "", top)) else rank(patch.path)


def _pieces(patch):
    """The parts of a file's hunks that show what changed."""
    for hunk in parse(patch):
        if max(map(len, hunk.lines), default=0) <= LONGEST_LINE:
            taken = sorted(_taken(hunk))
            starts = [place for place in taken if place - 1 not in taken]
            ends = [place + 1 for place in taken if place + 1 not in taken]
            yield from (hunk.part(start, end) for start, end in zip(starts, ends, strict=True))


def _taken(hunk):
    """Which lines of the hunk are taken, with what stands around them."""
    changed = set()
    for start, end in _runs(hunk.lines):
        changed |= _telling(hunk.lines, start, end)
    around = range(-LINES_AROUND, LINES_AROUND + 1)
    near = {place + step for place in changed for step in around} & set(range(len(hunk.lines)))
    return {place for place in near if place in changed or hunk.lines[place].startswith(" ")}


def _runs(lines):
    """[start, end) of each run of changed lines."""
    start = None
    for place, line in enumerate((*lines, " ")):
        is_changed = not line.startswith(" ")
        if is_changed and start is None:
            start = place
        if not is_changed and start is not None:
            yield start, place
            start = None


def _telling(lines, start, end):
    """All of a short run, or one that replaces something; of a long one the declarations and what follows them."""
    whole = set(range(start, end))
    signs = {lines[place][:1] for place in whole}
    if end - start <= LONG_RUN or (len(signs) == 2 and end - start <= 2 * LONG_RUN):
        return whole
    heads = [place for place in whole if DECLARES.search(lines[place])] or [start]
    return {place + below for place in heads for below in range(LINES_BELOW + 1)} & whole


def _weight(piece):
    """What replaces something says more than what is only added, and a declaration more than its body."""
    changed = [line for line in piece.lines if not line.startswith(" ")]
    if all(FOLLOWS.match(line[1:]) for line in changed):
        return -1
    signs = {line[:1] for line in changed}
    return 2 * (len(signs) == 2) + any(DECLARES.search(line) for line in changed)


def _cut(piece, room):
    """As much of the piece as fits; None where that is next to nothing."""
    fits, used = 0, len(piece.section) + LINE_EXTRA
    for line in piece.lines:
        used += len(line) + LINE_EXTRA
        if used > room:
            break
        fits += 1
    is_enough = fits == len(piece.lines) or fits >= LEAST_LINES
    return piece.part(0, fits) if fits and is_enough else None
