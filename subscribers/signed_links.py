"""Links that prove themselves: a random public id and a truncated signature, short enough for a mail header."""

import base64
import hmac
import re
from functools import cache, lru_cache
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from subscribers.models import Subscriber

ID_LENGTH = 12
SIGNATURE_BYTES = 10  # 80 bits, 14 characters
ANY_TOKEN = "0" * (ID_LENGTH + 14)  # as long as each of them
SHAPE = re.compile(r"[A-Za-z0-9_-]{26}")
# The module's first name: were it changed, every link that was ever mailed would be dead.
SALT = "subscribers.links."


class HasLinks(Protocol):
    """A Subscriber, or what sending read of one."""

    @property
    def public_id(self) -> str: ...

    @property
    def link_version(self) -> int: ...


def token(public_id: str, purpose: str, version: str | int = "") -> str:
    """26 characters for a URL: good for this purpose only, until the version changes; it never expires by itself."""
    return public_id + _signature(public_id, purpose, version, settings.SECRET_KEY)


def public_id_of(text: str) -> str:
    """The public id that a token claims, fit for a query; nothing is proved yet. Empty where it cannot be a token."""
    return text[:ID_LENGTH] if SHAPE.fullmatch(text) else ""


def read_token(text: str, purpose: str, version: str | int = "") -> str | None:
    """The public id of a well-signed token, else None. Links signed with a former SECRET_KEY stay good."""
    public_id, signature = text[:ID_LENGTH], text[ID_LENGTH:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if constant_time_compare(signature, _signature(public_id, purpose, version, secret)):
            return public_id
    return None


def unsubscribe_url(subscriber: HasLinks) -> str:
    """Absolute; never expires, whatever happens to the subscriber."""
    return _absolute("unsubscribe", token(subscriber.public_id, "unsubscribe"))


def preferences_url(subscriber: HasLinks) -> str:
    """Absolute; revoked by raising the subscriber's link_version."""
    return _absolute("preferences", token(subscriber.public_id, "preferences", subscriber.link_version))


def mute_url(subscriber: HasLinks) -> str:
    """Absolute; opens what the reader has muted and nothing else, until the subscriber's link_version is raised."""
    return _absolute("mute", token(subscriber.public_id, "mute", version_of(subscriber)))


def confirm_url(subscriber: Subscriber) -> str:
    """Absolute; confirms the newest request of a subscriber who has one."""
    consent = subscriber.consents.filter(confirmed_at=None).latest("requested_at", "pk")
    return _absolute("confirm", token(subscriber.public_id, "confirm", version_of(subscriber, consent.pk)))


def new_address_url(subscriber: Subscriber) -> str:
    """Absolute; good for the address that is to come and for no other."""
    return _absolute("new_address", token(subscriber.public_id, "new_address", new_address_version(subscriber)))


def new_address_version(subscriber: Subscriber) -> str:
    """For links that move a reader to the address that is to come."""
    return version_of(subscriber, subscriber.new_email)


def version_of(subscriber: HasLinks, subject: str | int = "") -> str:
    """What a link is good for until all links of its reader are revoked. The first version adds nothing, as it was."""
    return str(subject) if subscriber.link_version == 1 else f"{subject}:{subscriber.link_version}"


def _signature(public_id: str, purpose: str, version: str | int, secret: str) -> str:
    mac = _keyed(purpose, secret).copy()
    mac.update(f"{public_id}:{version}".encode())
    return base64.urlsafe_b64encode(mac.digest()[:SIGNATURE_BYTES]).decode().rstrip("=")


@lru_cache(maxsize=32)
def _keyed(purpose: str, secret: str) -> hmac.HMAC:
    """The HMAC before the value: the key is derived once."""
    return salted_hmac(SALT + purpose, "", secret, algorithm="sha256")


def _absolute(name: str, text: str) -> str:
    return token_url(f"subscribers:{name}", text)


def token_url(name: str, text: str) -> str:
    """The absolute address of this route, whose one argument is a token."""
    before, after = _path(name)
    return f"{settings.SITE_URL}{before}{text}{after}"


@cache
def _path(name: str) -> tuple[str, str]:
    """What stands before and after the token: looked up once, for each mail has three such links."""
    before, _token, after = reverse(name, args=[ANY_TOKEN]).partition(ANY_TOKEN)
    return before, after
