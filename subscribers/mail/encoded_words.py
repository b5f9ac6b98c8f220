"""Headers outside ASCII as RFC 2047 has them: encoded words of at most 75 characters, in lines of at most 76."""

from email.charset import BASE64, QP, Charset
from email.header import Header
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import ADDRESS_HEADERS, forbid_multi_line_headers

LONGEST_WORD, LONGEST_LINE = 75, 76  # characters; a line that goes on begins with a space


class Message(EmailMultiAlternatives):
    """Django's message with headers that keep to those bounds; Django counts neither a header's name nor that space.

    Answers go where MAIL_REPLY_TO says, and its bodies go out as MAIL_ENCODING says.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        reply_to = [settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None
        super().__init__(*args, **{"reply_to": reply_to} | kwargs)
        self.encoding = body_charset(settings.MAIL_ENCODING)

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        for name, value in {"Subject": self.subject, "From": self.from_email, **self.extra_headers}.items():
            message.replace_header(name, header_value(name, value))
        return message


def body_charset(encoding: str) -> Charset | None:
    """UTF-8 whose bodies are encoded in this way; None for 8bit, which is what Django does by itself."""
    if encoding == "8bit":
        return None
    charset = Charset("utf-8")
    charset.body_encoding = BASE64 if encoding == "base64" else QP
    return charset


def encoded_words(name: str, text: str) -> str:
    """The text as encoded words with a space between them, each of whole characters; the first has room for a name."""
    return Header(text, "utf-8", maxlinelen=LONGEST_WORD, header_name=name).encode(linesep="")


def header_value(name: str, value: str) -> str:
    """The value as it goes out in a header of this name: in ASCII and folded. Raises BadHeaderError for line ends."""
    if "\n" in value or "\r" in value:  # an encoded word would hide it from Django
        raise BadHeaderError(f"{name} has a line end")
    _name, encoded = forbid_multi_line_headers(name, value if value.isascii() else _encoded(name, value), "utf-8")
    return _folded(name, encoded.replace("\n", "")) if "=?" in encoded else encoded


def _encoded(name, value):
    if name.lower() not in ADDRESS_HEADERS:
        return encoded_words(name, value)
    display, address = parseaddr(value)
    return f"{encoded_words(name, display)} <{address}>"


def _folded(name, value):
    lines = [f"{name}:"]
    for word in value.split(" "):
        if len(lines[-1]) + 1 + len(word) > LONGEST_LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "\n".join(lines).removeprefix(f"{name}: ")
