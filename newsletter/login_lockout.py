"""Login lockout: which wrong passwords are counted together, before any is hashed, and the page that says it were many.

Counted by django-axes' rows. One name from one network gets a few tries, one network a few more for all names. Where a
name is guessed from many networks each of them gets fewer tries, and none is shut out for what others did: strangers
make guessing slow, and cannot lock the operator out.
"""

import ipaddress
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subscribers.client_info import client_info, network_of

# Wrong passwords in AXES_COOLOFF_TIME.
MAX_PER_NAME_AND_NETWORK = 10
MAX_WHILE_GUESSED = 3  # the same, while the name is guessed from everywhere
GUESSED_FROM = 50  # wrong passwords for one name, whatever the network, that mean that
MAX_PER_NETWORK = 15  # for all names: each costs a hash, half a second of a processor
MAX_PER_SITE = 45  # for all networks of one customer in IPv6
NETWORK_PREFIX, SITE_PREFIX = {4: 32, 6: 64}, {4: 32, 6: 48}


class LockoutHandler(AxesDatabaseHandler):
    """As django-axes counts, and besides by network and by site; asked before a password is hashed."""

    def is_locked(self, request: Any, credentials: dict | None = None) -> bool:
        recent = _recent(request)
        if _failures(recent.filter(ip_address=request.axes_ip_address)) >= MAX_PER_NETWORK:
            return True
        return _failures_of_site(recent, request.axes_ip_address) >= MAX_PER_SITE or super().is_locked(
            request, credentials
        )


def failure_limit(request: HttpRequest, credentials: dict | None) -> int:
    """Wrong passwords that one name may have from one network."""
    name = get_client_username(request, credentials)
    is_guessed = _failures(_recent(request).filter(username=name)) >= GUESSED_FROM
    return MAX_WHILE_GUESSED if is_guessed else MAX_PER_NAME_AND_NETWORK


def address_of(request: HttpRequest) -> str | None:
    """The first address of the network by which wrong passwords are counted; None is one network, too.

    Behind our proxy it is that of the address which the proxy saw.
    """
    ip = client_info(request).ip
    return network_of(ip, NETWORK_PREFIX).partition("/")[0] if ip else None


def locked(request: HttpRequest, _response: HttpResponse, _credentials: dict[str, str]) -> HttpResponse:
    """The answer while a sign-in is locked, whether its password is right or wrong."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    response = render(request, "admin/locked.html", {"minutes": seconds // 60}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _recent(request: HttpRequest) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def _failures_of_site(attempts: QuerySet[AccessAttempt], ip: str | None) -> int:
    """Those of all networks of one customer; in IPv4 each address counts by itself."""
    if not ip or ":" not in ip:
        return 0
    site = ipaddress.ip_network(network_of(ip, SITE_PREFIX))
    near = attempts.filter(ip_address__startswith=str(site.network_address).rstrip(":"))
    rows = near.values_list("ip_address", "failures_since_start")
    return sum(failures for address, failures in rows if ipaddress.ip_address(address) in site)
