"""What a visitor has just asked to be mailed, kept in their own browser: the page behind the form shows the address."""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

COOKIE = "asked"
KEPT_FOR = dt.timedelta(hours=1)
RESENT_AFTER = dt.timedelta(minutes=10)  # mail that is not there by then has gone astray, or is among the spam


@dataclass(frozen=True, slots=True)
class AskedMail:
    """The address as it was understood, when it was asked, and whether the mail was ordered a second time."""

    email: str
    asked_at: float  # seconds since 1970
    is_resent: bool = False

    @property
    def can_be_resent(self) -> bool:
        """Once, and not before the first had its time. The cap on mails to one inbox counts all the same."""
        return not self.is_resent and timezone.now().timestamp() >= self.asked_at + RESENT_AFTER.total_seconds()


def asked_now(email: str) -> AskedMail:
    return AskedMail(email, timezone.now().timestamp())


def resent(asked: AskedMail) -> AskedMail:
    """The same, ordered for the second and last time."""
    return replace(asked, is_resent=True)


def keep(response: HttpResponse, asked: AskedMail) -> HttpResponse:
    """The response, with a signed cookie for the one page that shows this; never in an address that others log."""
    response.set_signed_cookie(
        COOKIE,
        ":".join(map(str, asdict(asked).values())),
        salt=COOKIE,
        max_age=KEPT_FOR,
        path=reverse("subscribers:asked"),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def read(request: HttpRequest) -> AskedMail | None:
    """What this visitor asked within the hour, or None."""
    kept = request.get_signed_cookie(COOKIE, None, salt=COOKIE, max_age=KEPT_FOR)
    if not kept:
        return None
    email, asked_at, is_resent = kept.rsplit(":", 2)
    return AskedMail(email, float(asked_at), is_resent == "True")
