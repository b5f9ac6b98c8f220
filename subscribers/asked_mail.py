"""What a visitor has just asked to be mailed, kept in their own browser: the page behind the form shows the address."""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

COOKIE = "asked"
MAX_CHOICES = 2000  # characters: browsers drop cookies above 4096, and a percent sign is written as three
UNKEPT = ("email", "website", "wanted", "csrfmiddlewaretoken")
KEPT_FOR = dt.timedelta(hours=1)
RESENT_AFTER = dt.timedelta(minutes=10)  # mail that is not there by then has gone astray, or is among the spam


@dataclass(frozen=True, slots=True)
class AskedMail:
    """The address as it was understood, when it was asked, and whether the mail was ordered a second time.

    `choices`: the form as it was sent, as the query of an address; empty where that is too long for a cookie.
    """

    email: str
    asked_at: float  # seconds since 1970
    is_resent: bool = False
    choices: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The choices as the form sent them, field by field."""
        return [(name, value) for name, values in QueryDict(self.choices).lists() for value in values]

    @property
    def can_be_resent(self) -> bool:
        """Once, and not before the first had its time. The cap on mails to one inbox counts all the same."""
        return not self.is_resent and timezone.now().timestamp() >= self.asked_at + RESENT_AFTER.total_seconds()


def asked_now(email: str, sent: QueryDict | None = None) -> AskedMail:
    """Of an address, and of the form in which it stood where that has choices to come back to."""
    kept = sent.copy() if sent else QueryDict(mutable=True)
    for name in UNKEPT:
        kept.pop(name, None)
    choices = kept.urlencode()
    return AskedMail(email, timezone.now().timestamp(), choices=choices if len(choices) <= MAX_CHOICES else "")


def resent(asked: AskedMail) -> AskedMail:
    """The same, ordered for the second and last time."""
    return replace(asked, is_resent=True)


def keep(response: HttpResponse, asked: AskedMail) -> HttpResponse:
    """The response, with a signed cookie for the one page that shows this; never in an address that others log."""
    response.set_signed_cookie(
        COOKIE,
        urlencode(asdict(asked)),
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
    asked = QueryDict(kept)
    if "email" not in asked:  # of a release before this one
        return None
    is_resent = asked["is_resent"] == "True"
    return AskedMail(asked["email"], float(asked["asked_at"]), is_resent, asked["choices"])
