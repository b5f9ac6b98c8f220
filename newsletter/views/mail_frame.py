"""A mail's HTML in a sandboxed frame, for the local mailbox and the admin's preview: no script, no network."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpResponse
from django.http.response import HttpResponseBase

# Links open in a tab of their own, with full rights; the mail itself has none.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX.split(),
}


def framed_mail(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For a view that answers with `mail_response`: its policy forbids what the frame's sandbox forbids."""
    return csp(MAIL_POLICY)(view)


def mail_response(html: str) -> HttpResponse:
    """The HTML part as a mail program would show it; links open in new tabs."""
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
