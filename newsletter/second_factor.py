"""Second factor: staff prove with an app, or with a code kept on paper, that it is they who know the password.

With OTP_REQUIRED a password alone opens nothing: whoever has given only that is nobody, on every page but the two where
the second factor is set up and asked for.
"""

from base64 import b32encode
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_otp import devices_for_user, login
from django_otp.middleware import OTPMiddleware
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

CODES = 10  # on paper, each good for one sign-in
APP, PAPER = "app", "codes"  # names of the devices


class RequireSecondFactor:
    """Middleware: `request.user` is nobody until the second factor was given; `request.half_signed_in` is who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = OTPMiddleware(partial(_without_half, get_response))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


def _without_half(get_response: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    known = request.user  # not looked at before a page does: it would cost each page a session
    request.half_signed_in = known  # type: ignore[attr-defined]
    if settings.OTP_REQUIRED:
        request.user = SimpleLazyObject(lambda: known if _is_whole(known) else AnonymousUser())  # type: ignore[assignment]
    return get_response(request)


def _is_whole(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_verified()  # type: ignore[attr-defined]  # django-otp's


def is_set_up(user: User) -> bool:
    """Whether this user has an app that proved itself once."""
    return any(isinstance(device, TOTPDevice) for device in devices_for_user(user))


def new_app(user: User) -> TOTPDevice:
    """What the app is to be told; the same until it has proved itself. It opens nothing yet."""
    device, _is_new = TOTPDevice.objects.get_or_create(user=user, name=APP, confirmed=False)
    return device


def key_of(device: TOTPDevice) -> str:
    """The key in groups of four, to be typed into an app that cannot read pictures."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


@transaction.atomic
def confirm_app(user: User, token: str) -> TOTPDevice | None:
    """The new app in place of the one before, if this is what it shows now; else None."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, name=APP, confirmed=False).first()
    if not device or not device.verify_token(token):
        return None
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten codes for paper, shown once; the ones before are good no more."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=PAPER)
    tokens = [StaticToken(device=device, token=StaticToken.random_token()) for _number in range(CODES)]
    return [row.token for row in StaticToken.objects.bulk_create(tokens)]


@transaction.atomic
def accept(user: User, token: str) -> Device | None:
    """The device of which this is a token: of the app by digits alone, else a code on paper. None: it is of neither.

    After each wrong one the device takes none for a while, twice as long each time.
    """
    kind = TOTPDevice if token.isdecimal() else StaticDevice
    device = next((each for each in devices_for_user(user, for_verify=True) if isinstance(each, kind)), None)
    return device if device and device.verify_token(token.lower()) else None


def sign_in(request: HttpRequest, user: User, device: Device) -> None:
    """From here on the session is that of somebody who gave both; its key is new."""
    request.session.cycle_key()
    request.user = user
    login(request, device)


def forget(user: User) -> None:
    """App and codes are lost: at the next sign-in a new app is set up, and sessions of the old one have ended."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
