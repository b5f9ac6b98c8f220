"""MIME of a mail with two parts: headers and boundaries as bytes, encoded and folded as Django does it."""

import secrets
from collections.abc import Mapping
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.mail.message import sanitize_address

from digest.text import CONTROL
from subscribers.mail.encoded_words import header_value

BOUNDARY = "=_" + secrets.token_hex(12)  # of this process: nobody can write it into a title
FIXED_HEADERS = {
    "MIME-Version": "1.0",
    "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
    "Auto-Submitted": "auto-generated",
}
_PART = (
    f'--{BOUNDARY}\r\nContent-Type: text/%s; charset="utf-8"\r\n'
    "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)
TEXT_PART, HTML_PART = (_PART % "plain").encode(), (_PART % "html").encode()
END = f"--{BOUNDARY}--\r\n".encode()


class HeaderError(ValueError):
    """What should stand in a header has a control character in it."""


class SenderAddress(NamedTuple):
    """Who sends: the envelope's address, and the header."""

    address: str
    header: bytes


@lru_cache(maxsize=16)
def sender(address: str) -> SenderAddress:
    """Of an address as DEFAULT_FROM_EMAIL has it."""
    return SenderAddress(parseaddr(sanitize_address(address, "utf-8"))[1], header_lines({"From": address}))


@lru_cache(maxsize=4)
def date_line(second: int) -> bytes:
    """The Date header of this second since 1970."""
    return header_lines({"Date": formatdate(second, localtime=settings.EMAIL_USE_LOCALTIME)})


def header_lines(headers: Mapping[str, str]) -> bytes:
    """Headers as they go out, encoded (RFC 2047) and folded. Raises HeaderError."""
    for name, value in headers.items():
        _refuse_control(name, value)
    text = "".join(f"{name}: {header_value(name, value)}\n" for name, value in headers.items())
    return text.replace("\n", "\r\n").encode("ascii")


def short_header_lines(headers: Mapping[str, str]) -> bytes:
    """The same for headers of ASCII that fit on one line each, with little work. Raises HeaderError."""
    if not "".join(headers.values()).isprintable():
        for name, value in headers.items():
            _refuse_control(name, value)
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()]).encode("ascii")


def _refuse_control(name, value):
    if CONTROL.search(value):
        raise HeaderError(f"{name} has a control character: {value!r}")
