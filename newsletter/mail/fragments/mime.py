"""MIME of a mail with two parts: headers and boundaries as bytes, encoded and folded as Django does it."""

import secrets
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
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
END = f"--{BOUNDARY}--\r\n".encode()


class HeaderError(ValueError):
    """What should stand in a header has a control character in it."""


@lru_cache(maxsize=8)
def part_head(subtype: str, encoding: str) -> bytes:
    """The boundary and the headers before the text or the HTML."""
    return (
        f'--{BOUNDARY}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        f"MIME-Version: 1.0\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


def encode_body(pieces: Sequence[bytes], encoding: str) -> Sequence[bytes]:
    """Lines that end in CRLF as they go out; of 8bit the same pieces."""
    if encoding == "8bit":
        return pieces
    body = b"".join(pieces)
    if encoding == "base64":
        return [encodebytes(body).replace(b"\n", b"\r\n")]
    return [b2a_qp(body)]


class SenderAddress(NamedTuple):
    """Who sends: the envelope's address, and the headers From and, where answers go elsewhere, Reply-To."""

    address: str
    header: bytes


@lru_cache(maxsize=16)
def sender(address: str, reply_to: str = "") -> SenderAddress:
    """Of addresses as DEFAULT_FROM_EMAIL and MAIL_REPLY_TO have them."""
    headers = {"From": address} | ({"Reply-To": reply_to} if reply_to else {})
    return SenderAddress(parseaddr(sanitize_address(address, "utf-8"))[1], header_lines(headers))


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
