"""Pages that a signed link opens: without a cookie or a password, and never kept or indexed by anybody."""

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from subscribers import signed_links
from subscribers.forms import AddressForm
from subscribers.models import Subscriber


def signed_link_required(purpose):
    """View decorator: (request, token) becomes (request, subscriber); `subscriber.token` is the token.

    A bad or revoked link gets a page that helps. No CSRF check: whoever cannot know the link cannot forge a request
    to it, and without a Referer (we send none from here) the check would refuse the reader's own.
    """

    def decorate(view):
        @wraps(view)
        def page(request, token):
            subscriber = subscriber_of(token, purpose)
            if subscriber is None:
                return no_store(expired_link_page(request))
            subscriber.token = token
            activate_language(request, subscriber.language)
            return no_store(view(request, subscriber))

        return csrf_exempt(never_cache(page))

    return decorate


def subscriber_of(token, purpose):
    """The subscriber whose link this is, or None."""
    public_id = signed_links.public_id_of(token)
    subscriber = Subscriber.objects.select_related("selection").filter(public_id=public_id).first()
    if subscriber and signed_links.read_token(token, purpose, _version(subscriber, purpose)):
        return subscriber
    return None


def expired_link_page(request, status=404):
    """Nothing was changed, and a fresh link is one field away."""
    return render(request, "subscribers/expired_link.html", {"form": AddressForm()}, status=status)


def activate_language(request, language):
    """Answer in the language of the reader's mails, unless they chose another for the pages."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def no_store(response):
    """Nothing of this page may leave: not by a Referer, not by a cache, not by a search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _version(subscriber, purpose):
    if purpose == "preferences":
        return subscriber.link_version
    return subscriber.new_email if purpose == "new_address" else ""
