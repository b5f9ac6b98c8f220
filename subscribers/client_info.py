"""Who asks: the address and the browser behind a request, as far as the proof of consent and the caps need them."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

# A household or an office is one network: /24 in IPv4; /48 is what a provider hands to one customer in IPv6.
NETWORK_PREFIX = {4: 24, 6: 48}
MAX_USER_AGENT = 300  # characters that the proof of consent keeps


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """`ip` is None where it is unknown, for example behind a Unix socket."""

    ip: str | None = None
    user_agent: str = ""

    @property
    def network(self) -> str:
        """The network that a cap counts, such as 203.0.113.0/24; empty where the address is unknown."""
        if not self.ip:
            return ""
        address = ipaddress.ip_address(self.ip)
        return str(ipaddress.ip_network((address, NETWORK_PREFIX[address.version]), strict=False))


def client_info(request: HttpRequest) -> ClientInfo:
    """What a request tells. X-Forwarded-For is believed only behind our own proxy, and there its last hop."""
    ip = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        ip = request.META.get("HTTP_X_FORWARDED_FOR", ip).rsplit(",", 1)[-1].strip()
    return ClientInfo(_valid(ip), request.META.get("HTTP_USER_AGENT", "")[:MAX_USER_AGENT])


def _valid(ip: str) -> str | None:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
