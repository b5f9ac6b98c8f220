"""The page to which the mail provider reports: that of the configured provider alone, and only with proof."""

from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

from newsletter.deliveries.tracking import NotStored
from newsletter.deliveries.tracking_event import MalformedEvent

BACKENDS = "anymail.backends."
CHARSETS = ("utf-8", "utf8", "us-ascii")


@csrf_exempt
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Anymail's own page for this provider. What is no report of it, or proves nothing, is answered with 400.

    500 is for our own failures alone: providers take it as "again later".
    """
    if provider != configured_provider():
        raise Http404("no such provider here")
    if (request.content_params or {}).get("charset", "utf-8").lower() not in CHARSETS:
        raise MalformedEvent("JSON is UTF-8")
    try:
        page: Any = resolve(f"/{provider}/tracking/", "anymail.urls").func  # made by as_view(), which types do not show
        if not is_proven(page.view_class()):
            raise AnymailWebhookValidationFailure(f"{provider} signs nothing here; ANYMAIL_WEBHOOK_SECRET is not set")
        return page(request)
    except (Http404, SuspiciousOperation, NotStored):
        raise
    except Exception as error:  # whatever a body does to Anymail's parsers is the fault of whoever wrote it
        raise MalformedEvent(f"{provider} does not report so: {error!r}") from error


def configured_provider() -> str:
    """As Anymail calls it in addresses and modules: postmark, amazon_ses …; empty where mail goes another way."""
    backend = settings.EMAIL_BACKEND
    return backend.removeprefix(BACKENDS).split(".")[0] if backend.startswith(BACKENDS) else ""


def is_proven(view: Any) -> bool:
    """Whether this page of Anymail lets in its provider only: by a signature, or by the secret in its address."""
    return bool(view.basic_auth) or not view.warn_if_no_basic_auth
