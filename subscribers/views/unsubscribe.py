"""Unsubscribe from the page and from the one-click header, and undo it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from subscribers import choices, signed_links
from subscribers import unsubscribe as leaving
from subscribers.models import Subscriber
from subscribers.views.signed_link import by_link, old_link, private, speak, subscriber_of


@csrf_exempt
@never_cache
def unsubscribe(request, token):
    """GET asks one question, POST unsubscribes: without a session, twice, or after the reader was erased."""
    if not signed_links.read_token(token, "unsubscribe"):
        return private(old_link(request))
    subscriber = subscriber_of(token, "unsubscribe")
    if request.method == "POST" and subscriber:
        leaving.unsubscribe(subscriber)
    if request.method == "POST" and "List-Unsubscribe" in request.POST:
        return HttpResponse()
    return private(_page(request, subscriber, token))


def _page(request, subscriber, token):
    if subscriber is None:
        return render(request, "subscribers/erased.html")
    speak(request, subscriber.language)
    context = {"subscriber": subscriber, "token": token, "preferences_url": signed_links.preferences_url(subscriber)}
    if subscriber.status == Subscriber.Status.UNSUBSCRIBED:
        return render(request, "subscribers/unsubscribed.html", context | {"can_undo": leaving.can_undo(subscriber)})
    return render(request, "subscribers/unsubscribe.html", context | choices.described(subscriber))


@require_POST
@by_link("unsubscribe")
def undo(request, subscriber):
    """Back to the mails where that is still possible; else the page says how to return."""
    leaving.undo(subscriber)
    if subscriber.status != Subscriber.Status.ACTIVE:
        return redirect("subscribers:unsubscribe", subscriber.token)
    context = {"subscriber": subscriber, "preferences_url": signed_links.preferences_url(subscriber)}
    return render(request, "subscribers/undone.html", context | choices.described(subscriber))
