"""Text in lines that mail servers take and mail clients keep."""

import re
from collections.abc import Iterator

# MRML writes one long line: broken after block tags, Django sends it as 8bit instead of quoted-printable.
BLOCK = re.compile(r"(</?(?:table|tbody|tr|td|th|div|p|style|h[1-6]|ul|li)\b[^>]*>|<!\[endif\]-->)(?!\n)")
TAG_OR_SPACE = re.compile(r"(<[^>]*>| )")
MAX_LINE_BYTES = 998  # RFC 5322
BLANK_LINES = re.compile(r"(?<!\s)[^\S\n]*\n(?:[^\S\n]*\n)+")  # one way to read it: quick


def in_lines(html: str) -> list[str]:
    """The lines of a document or of a piece of one, broken after the tags of blocks.

    A dot that begins a line (of a style sheet, mostly) would have to be doubled on its way (RFC 5321, 4.5.2).
    """
    return [f" {line}" if line.startswith(".") else line for line in BLOCK.sub(r"\1\n", html).splitlines()]


def short_line(line: str) -> str:
    """The line itself; where it is too long for a mail, broken at spaces between words and never inside a tag."""
    if len(line.encode()) <= MAX_LINE_BYTES:
        return line
    lines = [""]
    for piece in _unbreakable(line):
        if lines[-1] and len((lines[-1] + piece).encode()) > MAX_LINE_BYTES:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip(" ") for line in lines)


def _unbreakable(line: str) -> Iterator[str]:
    """The line in pieces, each but the last ending in a space of its text."""
    piece = ""
    for part in TAG_OR_SPACE.split(line):
        piece += part
        if part == " ":
            yield piece
            piece = ""
    yield piece


def tidy(text: str) -> str:
    """Plain text without blank lines at its ends, and with single ones inside."""
    return BLANK_LINES.sub("\n\n", text).strip()
