"""Login lockout: by which IP address wrong passwords are counted, and the page that says there were too many."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subscribers.client_info import client_info


def address_of(request: HttpRequest) -> str | None:
    """The address by which wrong passwords are counted; behind our proxy the one that the proxy saw."""
    return client_info(request).ip


def locked(request: HttpRequest, _response: HttpResponse, _credentials: dict[str, str]) -> HttpResponse:
    """The answer while a sign-in is locked, whether its password is right or wrong."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"failures": settings.AXES_FAILURE_LIMIT, "minutes": seconds // 60}
    response = render(request, "admin/locked.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
