"""Unsubscribe from the page and from the one-click header, and take it back.

The link never expires and travels with every mail that is passed on, so these pages name no address and lead to no
choices: whoever wants more has a fresh link mailed.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from subscribers import signed_links
from subscribers.models import Subscriber
from subscribers.unsubscribe import can_resubscribe, resubscribe, unsubscribe
from subscribers.views.signed_link import (
    activate_language,
    expired_link_page,
    no_store,
    signed_link_required,
    subscriber_of,
)


@csrf_exempt
@never_cache
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET asks one question, POST unsubscribes: without a session, twice, or after the reader was erased."""
    if not signed_links.read_token(token, "unsubscribe"):
        return no_store(expired_link_page(request))
    subscriber = subscriber_of(token, "unsubscribe")
    if request.method == "POST" and subscriber:
        unsubscribe(subscriber)
    if request.method == "POST" and "List-Unsubscribe" in request.POST:
        return HttpResponse()
    return no_store(_page(request, subscriber, token))


def _page(request: HttpRequest, subscriber: Subscriber | None, token: str) -> HttpResponse:
    if subscriber is None:
        return render(request, "subscribers/erased.html")
    activate_language(request, subscriber.language)
    if subscriber.status == Subscriber.Status.UNSUBSCRIBED:
        context = {"token": token, "can_resubscribe": can_resubscribe(subscriber)}
        return render(request, "subscribers/unsubscribed.html", context)
    return render(request, "subscribers/unsubscribe.html")


@require_POST
@signed_link_required("unsubscribe")
def resubscribe_page(request: HttpRequest, subscriber: Subscriber) -> HttpResponseBase:
    """Back to the mails where that is still possible; else the page says how to return."""
    resubscribe(subscriber)
    if subscriber.status != Subscriber.Status.ACTIVE:
        return redirect("subscribers:unsubscribe", subscriber.token)
    return render(request, "subscribers/resubscribed.html")
