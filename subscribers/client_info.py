"""Who asks: the address and the browser behind a request, as far as the proof of consent and the caps need them."""

import ipaddress
import logging
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

# A household or an office is one network: /24 in IPv4; /48 is what a provider hands to one customer in IPv6.
NETWORK_PREFIX = {4: 24, 6: 48}
MAX_USER_AGENT = 300  # characters that the proof of consent keeps
MAX_HOP = 100  # characters of one hop that are looked at
UNKNOWN = "unknown"  # the one network of all whose address cannot be read
# A hop as proxies write it: bare, [bracketed], quoted, with a port.
HOP = re.compile(r'"?(?:\[(?P<bracketed>[^\]]{1,100})\]|(?P<plain>[^:\]\["]{1,100}))(?::\d{1,5})?"?')


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """`ip` is None where it is unknown, for example behind a Unix socket."""

    ip: str | None = None
    user_agent: str = ""

    @property
    def network(self) -> str:
        """The network that a cap counts, such as 203.0.113.0/24; one for all where the address is unknown."""
        return network_of(self.ip, NETWORK_PREFIX)


def client_info(request: HttpRequest) -> ClientInfo:
    """What a request tells. X-Forwarded-For is believed only behind our own proxy, and there its last hop."""
    return ClientInfo(_ip_of(request), request.META.get("HTTP_USER_AGENT", "")[:MAX_USER_AGENT])


def network_of(ip: str | None, prefixes: dict[int, int]) -> str:
    """The network of an address, its length by the version of IP."""
    if not ip:
        return UNKNOWN
    address = ipaddress.ip_address(ip)
    return str(ipaddress.ip_network((address, prefixes[address.version]), strict=False))


def parse_hop(text: str) -> str | None:
    """The address of one hop, with or without brackets and port, in its shortest form; None where there is none."""
    text = text.strip()[:MAX_HOP]
    found = HOP.fullmatch(text)
    return _valid(text) or (_valid(found["bracketed"] or found["plain"]) if found else None)


def _ip_of(request: HttpRequest) -> str | None:
    if not settings.BEHIND_PROXY:
        return parse_hop(request.META.get("REMOTE_ADDR", ""))
    ip = parse_hop(request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1])
    if ip is None:
        logger.warning(
            "The proxy sends no X-Forwarded-For that ends in an address: all such visitors count as one network. "
            "Have it set the header, or unset BEHIND_PROXY"
        )
    return ip


def _valid(ip: str) -> str | None:
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
