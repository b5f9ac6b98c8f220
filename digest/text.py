"""Forbidden and invisible characters, and the cleaning of text that GitHub's door, prompts, pages and mails share."""

import re
import unicodedata

# Controls, format characters (zero width, direction, soft hyphen, tags), private use, unassigned, halves of characters:
# Unicode's categories of what nobody sees, and what may turn round, hide or imitate what stands beside it.
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
LINE_SEPARATORS = "\u2028\u2029"  # invisible too, but they stand for a space
TITLE_LIMIT = 1_000  # characters; a commit may have no line end in all its message
BODY_LIMIT = 20_000  # characters; a longer body is a log file, and no model reads it to the end
PLACEHOLDER = "\ue000"  # ours, for a letter that is not there yet; of private use, so no text of a stranger has it
JOINERS = "\u200c\u200d"  # our own text uses them: the first parts what looks like an address, the second joins emoji
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # what may not even be removed from a header, but is refused
# Ranges for a class of a regular expression. Ideographs: Han characters, their radicals, 々 and 〇.
HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What is set in two columns and may end a line by itself: ideographs, kana, full-width marks.
WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
HAN_CHARACTER = re.compile(f"[{HAN}]")
# Characters of emoji: pictures, those that Unicode keeps for later ones, tones of skin, the mark of a coloured form.
EMOJI = "\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2934-\u2b55\ufe0f\U0001f000-\U0001faff"
STRAY_JOINER = re.compile(f"(?<![{EMOJI}])\u200d|\u200d(?![{EMOJI}])")
CODE = re.compile(r"`([^`\n]+)`")  # what a sentence sets as code


def is_visible(char: str) -> bool:
    """Whether it may be shown: neither a control nor a zero-width, bidirectional, private or unassigned character.

    An emoji that is newer than Python's own Unicode tables is one all the same.
    """
    return unicodedata.category(char) not in INVISIBLE or "\U0001f000" <= char <= "\U0001faff"


class _Visible(dict[int, int | None]):
    """A table for str.translate that drops what is invisible but for some characters, filled as it is looked up in."""

    def __init__(self, kept: str, dropped: str = ""):
        super().__init__({ord(char): ord(char) for char in kept} | dict.fromkeys(map(ord, dropped)))

    def __missing__(self, code: int) -> int | None:
        self[code] = code if is_visible(chr(code)) else None
        return self[code]


class _VisibleInLine(_Visible):
    """The same, where every kind of space is a plain one."""

    def __missing__(self, code: int) -> int | None:
        self[code] = ord(" ") if chr(code).isspace() else super().__missing__(code)
        return self[code]


_IN_LINE = _VisibleInLine("")
_LINES = _Visible("\n\t\u200d")
_MARKUP = _Visible("\n\t\r" + JOINERS + PLACEHOLDER, LINE_SEPARATORS)


def clean(text: str | None, limit: int = BODY_LIMIT) -> str:
    """Text that every database takes: no NUL, no half characters, one kind of line end, at most `limit` characters."""
    text = (text or "").replace("\r\n", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode()[:limit]


def title_line(text: str | None) -> str:
    """A title as every database takes it: in one line, with single spaces, at most TITLE_LIMIT characters."""
    return " ".join(clean(text, 4 * TITLE_LIMIT).split())[:TITLE_LIMIT].rstrip()


def visible_in_line(text: str) -> str:
    """The text without invisible characters, every kind of space in it as a plain one."""
    return text.translate(_IN_LINE)


def visible(text: str) -> str:
    """Without invisible characters; lines, tabs and what joins emoji stay."""
    return STRAY_JOINER.sub("", text.translate(_LINES))


def one_line(text: str) -> str:
    """The visible text in one line, with single spaces."""
    return " ".join(visible(text).split())


def printable(text: str) -> str:
    """The same for a mail, whose markup is ours; MJML refuses controls, and no reader shall be misled."""
    return text if text.isprintable() else text.translate(_MARKUP)


def clean_header(text: str) -> str:
    """One line of printable text, fit for a header: providers' APIs do not check for injected lines."""
    return " ".join(printable(text).split())
