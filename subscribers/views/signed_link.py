"""Pages that a signed link opens: without a cookie or a password, and never kept or indexed by anybody."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from subscribers import signed_links
from subscribers.forms import AddressForm
from subscribers.models import Subscriber

View = Callable[[HttpRequest, Subscriber], HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)


def signed_link_required(purpose: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """View decorator: (request, token) becomes (request, subscriber); `subscriber.token` is the token.

    A bad or revoked link gets a page that helps. No CSRF check: whoever cannot know the link cannot forge a request
    to it, and without a Referer (we send none from here) the check would refuse the reader's own.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponseBase:
            subscriber = subscriber_of(token, purpose)
            if subscriber is None:
                return no_store(expired_link_page(request))
            subscriber.token = token
            activate_language(request, subscriber.language)
            return no_store(view(request, subscriber))

        return csrf_exempt(never_cache(page))

    return decorate


def subscriber_of(token: str, purpose: str) -> Subscriber | None:
    """The subscriber whose link this is, or None."""
    public_id = signed_links.public_id_of(token)
    subscriber = Subscriber.objects.select_related("selection").filter(public_id=public_id).first()
    if subscriber and signed_links.read_token(token, purpose, _version(subscriber, purpose)):
        return subscriber
    return None


def expired_link_page(request: HttpRequest, status: int = 404) -> HttpResponse:
    """Nothing was changed, and a fresh link is one field away.

    Its form has a CSRF token: without any referrer a browser calls the form's origin `null`, and the check refuses it.
    """
    response = render(request, "subscribers/expired_link.html", {"form": AddressForm()}, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def activate_language(request: HttpRequest, language: str) -> None:
    """Answer in the language of the reader's mails, unless they chose another for the pages."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language  # LocaleMiddleware sets it too


def no_store(response: R) -> R:
    """Nothing of this page may leave: not by a Referer, not by a cache, not by a search engine."""
    response.setdefault("Referrer-Policy", "no-referrer")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _version(subscriber: Subscriber, purpose: str) -> str | int:
    """Every link can be revoked but the one to unsubscribe, which is good for ever."""
    if purpose == "preferences":
        return subscriber.link_version
    if purpose == "new_address":
        return signed_links.new_address_version(subscriber)
    return "" if purpose == "unsubscribe" else signed_links.version_of(subscriber)
