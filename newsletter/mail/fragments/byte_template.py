"""Pieces of a mail: compiled and encoded once, with slots for what differs from reader to reader."""

import re
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from subscribers.mail.lines import in_lines, short_line
from subscribers.mail.mjml import compile_mjml

CUT = mark_safe("<!--cut here-->")  # templates put it where they may be cut; nobody's text can contain it unescaped
SLOT = re.compile(r"\[\[slot:(\w+)\]\]")
MAX_LINE = 998  # bytes, RFC 5322


class LongLineError(Exception):
    """A line that no mail may have and that cannot be broken."""


def slot(name):
    """What a template gets in the place of a value that comes later."""
    return mark_safe(f"[[slot:{name}]]")


def compiled(blocks, context):
    """The HTML of these MJML blocks, cut at the marks: [what stands before the first mark, …, after the last].

    They are compiled inside the whole document, for its head decides how they look.
    """
    return compile_mjml(render_to_string("mails/digest/shell.mjml", context | {"blocks": blocks})).split(CUT)


def rendered(name, context):
    """One template of the digest, with its marks, as MJML."""
    return render_to_string(f"mails/digest/{name}.mjml", context | {"cut": CUT})


def encoded(lines):
    """The bytes of these lines, each with its end. Raises LongLineError."""
    data = [line.encode() + b"\r\n" for text in lines for line in text.split("\n")]
    if any(len(line) > MAX_LINE + 2 for line in data):
        raise LongLineError
    return b"".join(data)


def encoded_html(html):
    """The bytes of a compiled piece that ends where a line ends."""
    return encoded(map(short_line, in_lines(html)))


def _html_lines(line):
    return "\n".join(map(short_line, in_lines(line)))


class Shape:
    """Lines with slots. `finish` breaks a line that is too long, where that can be done."""

    def __init__(self, lines, finish):
        self.parts, self.finish = [], finish
        for line in lines:
            names = SLOT.findall(line)
            if names:
                self.parts.append((SLOT.sub(r"%(\1)s", line.replace("%", "%%")), names))
            else:
                self._add(encoded([finish(line)]))

    @classmethod
    def of_html(cls, html):
        return cls(in_lines(html), _html_lines)

    @classmethod
    def of_text(cls, text):
        return cls(text.split("\n"), str)

    def _add(self, data):
        if self.parts and isinstance(self.parts[-1], bytes):
            data = self.parts.pop() + data
        self.parts.append(data)

    def fill(self, values):
        """The bytes, with these values (text, in HTML escaped) by the names of the slots. Raises LongLineError."""
        return b"".join([part if type(part) is bytes else self._line(part, values) for part in self.parts])

    def put(self, **values):
        """The Shape with some of its slots filled."""
        filled = Shape((), self.finish)
        for part in self.parts:
            if isinstance(part, bytes) or values.keys() & part[1]:
                data = part if isinstance(part, bytes) else self._line(part, values)
                filled._add(data)
            else:
                filled.parts.append(part)
        return filled

    def _line(self, part, values):
        pattern, _names = part
        return encoded([self.finish(pattern % values)])

    def filled(self, values, longest):
        """As `fill`, in pieces and with little work, for values that are ready bytes, none longer than `longest`."""
        if longest > self._room:
            return [self.fill({name: value.decode().replace("\r\n", "\n") for name, value in values.items()})]
        return [values[part] if type(part) is str else part for part in self._flat]

    @cached_property
    def _flat(self):
        """Bytes, and the names of the slots between them."""
        flat = [b""]
        for part in self.parts:
            if isinstance(part, bytes):
                flat[-1] += part
                continue
            before, *rest = _around_slots(part)
            flat[-1] += before
            for name, after in zip(part[1], rest, strict=True):
                flat += [name, after]
            flat[-1] += b"\r\n"
        return flat

    @cached_property
    def _room(self):
        """No line becomes too long with values up to so many bytes."""
        slotted = [part for part in self.parts if not isinstance(part, bytes)]
        return min(
            ((MAX_LINE - sum(map(len, _around_slots(part)))) // len(part[1]) for part in slotted), default=MAX_LINE
        )


def _around_slots(part):
    """What a line has before, between and behind its slots, in bytes."""
    pattern, names = part
    return (pattern % dict.fromkeys(names, "\x00")).encode().split(b"\0")
