"""Byte templates: pieces of a mail, compiled and encoded once, with placeholders for what differs between readers."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from subscribers.mail.lines import in_lines, short_line
from subscribers.mail.mjml import compile_mjml

# Templates put it where they may be split; nobody's text can contain it unescaped.
SPLIT_MARK = mark_safe("<!--cut here-->")
PLACEHOLDER = re.compile(r"\[\[placeholder:(\w+)\]\]")
MAX_LINE = 998  # bytes, RFC 5322
Values = Mapping[str, bytes]


class LongLineError(Exception):
    """A line that no mail may have and that cannot be broken."""


def placeholder(name: str) -> SafeString:
    """What a template gets in the place of a value that comes later."""
    return mark_safe(f"[[placeholder:{name}]]")


def compile_blocks(blocks: SafeString, context: dict[str, Any]) -> list[str]:
    """The HTML of these MJML blocks, split at the marks: [what stands before the first mark, …, after the last].

    They are compiled inside the whole document, for its head decides how they look.
    """
    return compile_mjml(render_to_string("mails/digest/shell.mjml", context | {"blocks": blocks})).split(SPLIT_MARK)


def render_block(name: str, context: dict[str, Any]) -> str:
    """One template of the digest, with its marks, as MJML."""
    return render_to_string(f"mails/digest/{name}.mjml", context | {"split_mark": SPLIT_MARK})


def encode_lines(lines: Iterable[str]) -> bytes:
    """The bytes of these lines, each with its end. Raises LongLineError."""
    data = [line.encode() + b"\r\n" for text in lines for line in text.split("\n")]
    if any(len(line) > MAX_LINE + 2 for line in data):
        raise LongLineError
    return b"".join(data)


def encode_html(html: str) -> bytes:
    """The bytes of a compiled piece that ends where a line ends."""
    return encode_lines(map(short_line, in_lines(html)))


def _html_lines(line):
    return "\n".join(map(short_line, in_lines(line)))


class TemplatePair(NamedTuple):
    """A place of the mail with placeholders, in both parts."""

    html: "ByteTemplate"
    text: "ByteTemplate"


class ByteTemplate:
    """Lines with placeholders. `finish` breaks a line that is too long, where that can be done."""

    def __init__(self, lines: Iterable[str], finish: Callable[[str], str]) -> None:
        self.parts: list[Any] = []
        self.finish = finish
        for line in lines:
            names = PLACEHOLDER.findall(line)
            if names:
                self.parts.append((PLACEHOLDER.sub(r"%(\1)s", line.replace("%", "%%")), names))
            else:
                self._add(encode_lines([finish(line)]))

    @classmethod
    def of_html(cls, html: str) -> "ByteTemplate":
        """Whole lines of compiled HTML."""
        return cls(in_lines(html), _html_lines)

    @classmethod
    def of_text(cls, text: str) -> "ByteTemplate":
        """Lines of the text part."""
        return cls(text.split("\n"), str)

    def _add(self, data):
        if self.parts and isinstance(self.parts[-1], bytes):
            data = self.parts.pop() + data
        self.parts.append(data)

    def render(self, values: Mapping[str, str]) -> bytes:
        """The bytes, with these values by the names of the placeholders, escaped in HTML. Raises LongLineError."""
        return b"".join([part if type(part) is bytes else self._line(part, values) for part in self.parts])

    def bind(self, **values: str) -> "ByteTemplate":
        """The template with some of its placeholders filled."""
        bound = ByteTemplate((), self.finish)
        for part in self.parts:
            if isinstance(part, bytes) or values.keys() & part[1]:
                data = part if isinstance(part, bytes) else self._line(part, values)
                bound._add(data)
            else:
                bound.parts.append(part)
        return bound

    def _line(self, part, values):
        pattern, _names = part
        return encode_lines([self.finish(pattern % values)])

    def render_parts(self, values: Values, longest: int) -> list[bytes]:
        """As `render`, in pieces and with little work, for values that are ready bytes, none longer than `longest`."""
        if longest > self._room:
            return [self.render({name: value.decode().replace("\r\n", "\n") for name, value in values.items()})]
        return [values[part] if type(part) is str else part for part in self._flat]

    def around(self, length: int) -> tuple[bytes, bytes]:
        """What stands before and behind the one placeholder that is left, for values of so many bytes.

        Raises LongLineError.
        """
        if length > self._room:
            raise LongLineError
        before, _name, behind = self._flat
        return before, behind

    @cached_property
    def _flat(self):
        """Bytes, and the names of the placeholders between them."""
        flat = [b""]
        for part in self.parts:
            if isinstance(part, bytes):
                flat[-1] += part
                continue
            before, *rest = _around_placeholders(part)
            flat[-1] += before
            for name, after in zip(part[1], rest, strict=True):
                flat += [name, after]
            flat[-1] += b"\r\n"
        return flat

    @cached_property
    def _room(self):
        """No line becomes too long with values up to so many bytes."""
        with_names = [part for part in self.parts if not isinstance(part, bytes)]
        return min(
            ((MAX_LINE - sum(map(len, _around_placeholders(part)))) // len(part[1]) for part in with_names),
            default=MAX_LINE,
        )


def _around_placeholders(part):
    """What a line has before, between and behind its placeholders, in bytes."""
    pattern, names = part
    return (pattern % dict.fromkeys(names, "\x00")).encode().split(b"\0")
