"""Pages of the second factor: asking for a token, and setting up the app that shows it."""

import base64
from typing import Any

import qrcode
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from qrcode.image.svg import SvgPathFillImage

from newsletter import second_factor as factor


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def clean_token(self) -> str:
        """Apps show it in two groups."""
        return "".join(self.cleaned_data["token"].split())


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The token of who gave the password."""
    user, is_whole = _who(request)
    if user is None or is_whole:
        return redirect(_next(request))
    if "sign_out" in request.POST:
        logout(request)
        return redirect("admin:login")
    if not factor.is_set_up(user):
        return redirect(_with_next("newsletter:second_factor_set_up", request))
    form = TokenForm(request.POST or None)
    if form.is_valid():
        if device := factor.accept(user, form.cleaned_data["token"]):
            factor.sign_in(request, user, device)
            return redirect(_next(request))
        form.add_error("token", _("This is not the code of now, or there were too many wrong ones: wait a moment."))
    return _page(request, "admin/second_factor.html", {"form": form})


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """A first app after the password, or another one for who is signed in with the old one."""
    user, is_whole = _who(request)
    if user is None or (factor.is_set_up(user) and not is_whole):
        return redirect(_with_next("newsletter:second_factor", request) if user else reverse("admin:login"))
    form = TokenForm(request.POST or None)
    if form.is_valid():
        if device := factor.confirm_app(user, form.cleaned_data["token"]):
            factor.sign_in(request, user, device)
            return _page(request, "admin/second_factor_codes.html", {"codes": factor.new_codes(user)})
        form.add_error("token", _("The app shows another code now. Is the clock of the phone right?"))
    device = factor.new_app(user)
    context = {"form": form, "key": factor.key_of(device), "picture": picture_of(device.config_url), "device": device}
    return _page(request, "admin/second_factor_set_up.html", context)


def picture_of(text: str) -> str:
    """A QR code as the address of an image, drawn here: no other host learns it."""
    image = qrcode.make(text, image_factory=SvgPathFillImage, box_size=16)
    return "data:image/svg+xml;base64," + base64.b64encode(image.to_string()).decode()


def _who(request: HttpRequest) -> tuple[User | None, bool]:
    """Who gave the password, and whether the second factor too."""
    known = request.half_signed_in  # type: ignore[attr-defined]  # set by RequireSecondFactor
    return (known, known.is_verified()) if known.is_authenticated else (None, False)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context | {"next": _next(request)})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")


def _with_next(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?{urlencode({'next': _next(request)})}"
