"""Buttons that show something and save no choice, on forms that work without JavaScript."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from subscribers import time_zones

SHOWING = ("preview", "zones", "ask")  # names of the buttons “Update the preview”, “All time zones”, “Ask for it”


def is_looking(request: HttpRequest) -> bool:
    """Whether the form comes again as it stands: with another preview, all time zones, or a wish that was noted."""
    return request.method == "POST" and any(name in request.POST for name in SHOWING)


@require_safe
def all_time_zones(request: HttpRequest) -> HttpResponse:
    """The options of the select of time zones, with `?time_zone=` chosen, for who looks for an uncommon one."""
    context = {"groups": time_zones.choices(), "chosen": request.GET.get("time_zone", "")}
    return render(request, "subscribers/time_zones.html", context)


def page_language() -> str:
    """The active language, in which a page is made."""
    return get_language() or settings.LANGUAGE_CODE
