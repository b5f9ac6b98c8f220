"""Return paths: the envelope's sender of one delivery, to which its bounces come, and which proves itself (VERP).

An address such as bounces+01b73efd7eb79f81a51c8b50da1bc7774e4da1@news.example.com: the delivery's public id and
a signature in hexadecimal, for some servers change capitals on the way.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from subscribers.signed_links import read_token, token

PURPOSE = "bounce"
TOKEN = "[0-9a-f]{38}"  # 9 bytes of an id and 10 of a signature


def return_path(public_id: str) -> str:
    """MAIL_BOUNCE_ADDRESS, which must be set, as it is for this delivery alone."""
    name, domain = _parts(settings.MAIL_BOUNCE_ADDRESS)
    signed = urlsafe_b64decode(token(public_id, PURPOSE) + "==")
    return f"{name}+{signed.hex()}@{domain}"


def deliveries_in(texts: Iterable[str]) -> set[str]:
    """Public ids of the deliveries whose well-signed return paths stand in these texts."""
    if not settings.MAIL_BOUNCE_ADDRESS:
        return set()
    pattern = _pattern(settings.MAIL_BOUNCE_ADDRESS)
    found = {match[1] for text in texts for match in pattern.finditer(text)}
    signed = [urlsafe_b64encode(bytes.fromhex(text)).decode().rstrip("=") for text in found]
    return {public_id for text in signed if (public_id := read_token(text, PURPOSE))}


@lru_cache(maxsize=4)
def _parts(address: str) -> tuple[str, str]:
    name, _at, domain = address.rpartition("@")
    return name, domain


@lru_cache(maxsize=4)
def _pattern(address: str) -> re.Pattern[str]:
    name, domain = _parts(address)
    return re.compile(rf"(?<![\w.+-]){re.escape(name)}\+({TOKEN})@{re.escape(domain)}(?![\w.-])", re.I | re.A)
