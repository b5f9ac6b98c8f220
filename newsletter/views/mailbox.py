"""The local mailbox as a page: what would have been mailed, with its links, on a machine that mails nobody."""

import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from newsletter.views.mail_frame import SANDBOX, framed_mail, mail_response
from subscribers.local_site import may_see_mailbox

MAILS_PER_PAGE = 50


@dataclass(frozen=True)
class Mail:
    """One file of the Maildir, parsed."""

    key: str
    message: email.message.EmailMessage
    written_at: datetime

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return part.get_content() if part else ""

    @property
    def subject(self) -> str:
        return self.message["Subject"] or ""

    @property
    def to(self) -> str:
        return self.message["To"] or ""

    @property
    def headers(self) -> list[tuple[str, str]]:
        return self.message.items()

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")


def mail_files() -> list[Path]:
    """The Maildir's files, newest first."""
    box = Path(settings.MAILBOX_DIR)
    return sorted((*box.glob("new/*"), *box.glob("cur/*")), key=lambda file: (file.stat().st_mtime_ns, file.name))[::-1]


def read_mail(file: Path) -> Mail:
    with file.open("rb") as stream:
        message = email.message_from_binary_file(stream, policy=email.policy.default)
    written_at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    return Mail(file.name.split(":")[0], message, written_at)


def find_mail(key: str) -> Mail:
    """The mail under this key. The key is only compared with names, never made into a path. Raises Http404."""
    for file in mail_files():
        if file.name.split(":")[0] == key:
            return read_mail(file)
    raise Http404("no such mail")


def only_local(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page does not exist where mails leave the house, nor for anybody but a browser on this machine."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may_see_mailbox(request):
            raise Http404("there is no mailbox here")
        return never_cache(view)(request, *args, **kwargs)

    return wrapped


@only_local
def mailbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(mail_files(), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailbox/index.html", {"page": page, "mails": [read_mail(file) for file in page]})


@only_local
def mail(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "mailbox/mail.html", {"mail": find_mail(key), "sandbox": SANDBOX})


@only_local
@framed_mail
def mail_html(_request: HttpRequest, key: str) -> HttpResponse:
    return mail_response(find_mail(key).html)
