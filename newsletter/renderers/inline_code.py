"""Code inside sentences: what stands between `backticks`, set as code in pages and mails; paths that may break."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from digest.text import CODE

MAX_UNBROKEN_CODE = 30  # characters


class Piece(NamedTuple):
    """Of a sentence; code comes without its backticks."""

    text: str
    is_code: bool


def split_code(text: str) -> Iterator[Piece]:
    """The pieces of the text in their order."""
    return (Piece(piece, bool(number % 2)) for number, piece in enumerate(CODE.split(text)))


def without_backticks(text: str) -> str:
    """Where nothing can be set as code."""
    return text.replace("`", "")


def code_to_html(text: str, short_code: str, long_code: str) -> SafeString:
    """The text escaped, its code set by one of two formats with a {}; code of up to 30 characters never breaks."""
    return format_html_join("", "{}", ((_to_html(piece, short_code, long_code),) for piece in split_code(text)))


def _to_html(piece: Piece, short_code: str, long_code: str) -> str:
    if not piece.is_code:
        return piece.text
    return format_html(short_code if len(piece.text) <= MAX_UNBROKEN_CODE else long_code, piece.text)


def breakable_path(text: str) -> SafeString:
    """A file's path that may break after each slash and nowhere else."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in text.split("/")))
