"""Whether this is somebody's own machine, where mails wait in a mailbox that a page shows."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from subscribers.mail.safety import delivers_locally


def has_mailbox() -> bool:
    """Whether mails stay here and the site's own address leads nowhere but to this machine."""
    return delivers_locally() and is_loopback(urlsplit(settings.SITE_URL).hostname or "")


def may_see_mailbox(request: HttpRequest) -> bool:
    """The mailbox shows confirmation links: only to a browser on this machine, wherever the server listens."""
    return has_mailbox() and is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(host: str) -> bool:
    """Whether a host name or address means the machine itself."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
