"""The mail door: three template files become one message to one person; the only module that knows MJML."""

import re

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from mjml import mjml2html

# A C0 control, a bidirectional override or a line separator has no place in a header, and MJML refuses the first.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# MRML writes one long line: broken after block tags, Django sends it as 8bit instead of quoted-printable.
BLOCK = re.compile(r"(</?(?:table|tbody|tr|td|th|div|p|style|h[1-6]|ul|li)\b[^>]*>|<!\[endif\]-->)(?!\n)")
TAG_OR_SPACE = re.compile(r"(<[^>]*>| )")
MAX_LINE = 998  # bytes, RFC 5322
# MRML has screen readers say "email" in English, whatever the language; without it they say "article" in their own.
ENGLISH_ROLE = ' aria-roledescription="email"'
BLANK_LINES = re.compile(r"\s*\n\s*\n(?=[^\S\n]*\S)")


def clean_header(text):
    """One line of printable text, fit for a header: providers' APIs do not check for injected lines."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def to_html(source):
    """MJML source to an HTML document without remote fonts, in short lines."""
    return "\n".join(map(short_line, in_lines(compile_mjml(source))))


def compile_mjml(source):
    """MJML source to an HTML document, in lines of any length."""
    return mjml2html(printable(source), disable_comments=False, fonts={}).replace(ENGLISH_ROLE, "", 1)


def printable(text):
    """The text without characters that MJML refuses, or that turn text round."""
    return UNPRINTABLE.sub("", text)


def in_lines(html):
    """The lines of a document or of a piece of one, broken after the tags of blocks.

    A dot that begins a line (of a style sheet, mostly) would have to be doubled on its way (RFC 5321, 4.5.2).
    """
    return [f" {line}" if line.startswith(".") else line for line in BLOCK.sub(r"\1\n", html).splitlines()]


def short_line(line):
    """The line itself; where it is too long for a mail, broken at spaces between words and never inside a tag."""
    if len(line.encode()) <= MAX_LINE:
        return line
    lines = [""]
    for piece in _unbreakable(line):
        if lines[-1] and len((lines[-1] + piece).encode()) > MAX_LINE:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip(" ") for line in lines)


def _unbreakable(line):
    """The line in pieces, each but the last ending in a space of its text."""
    piece = ""
    for part in TAG_OR_SPACE.split(line):
        piece += part
        if part == " ":
            yield piece
            piece = ""
    yield piece


def render_mail(name, context, language):
    """(subject, text, html) of the mail whose templates are `mails/<name>/subject.txt`, `body.txt` and `body.mjml`."""
    with translation.override(language):
        subject, text, source = (
            render_to_string(f"mails/{name}/{part}", context) for part in ("subject.txt", "body.txt", "body.mjml")
        )
    return clean_header(subject), tidy(text) + "\n", to_html(source)


def tidy(text):
    """Plain text without blank lines at its ends, and with single ones inside."""
    return BLANK_LINES.sub("\n\n", text).strip()


def compose_mail(name, context, language, to):
    """The message to this one address (empty: for a preview), not yet sent; the caller adds its own headers."""
    subject, text, html = render_mail(name, context, language)
    message = EmailMultiAlternatives(subject, text, to=[to] if to else [], headers={"Auto-Submitted": "auto-generated"})
    message.attach_alternative(html, "text/html")
    return message
