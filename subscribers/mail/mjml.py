"""The door to MJML: a source becomes an HTML document without remote fonts; the only module that knows MJML."""

from mjml import mjml2html

from digest.text import printable
from subscribers.mail.lines import in_lines, short_line

# MRML has screen readers say "email" in English, whatever the language; without it they say "article" in their own.
ENGLISH_ROLE = ' aria-roledescription="email"'


def to_html(source: str) -> str:
    """MJML source to an HTML document without remote fonts, in short lines."""
    return "\n".join(map(short_line, in_lines(compile_mjml(source))))


def compile_mjml(source: str) -> str:
    """MJML source to an HTML document, in lines of any length."""
    return mjml2html(printable(source), disable_comments=False, fonts={}).replace(ENGLISH_ROLE, "", 1)
