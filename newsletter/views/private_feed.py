"""A reader's own feed: its addresses, a new address, and the feed instead of mails."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from newsletter.deliveries.channel import read_by
from newsletter.views.feeds import feed_token
from subscribers.models import Subscriber
from subscribers.views.signed_link import signed_link_required


@signed_link_required("preferences")
def private_feed(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """GET shows, POST acts: `verb` is renew, or the channel to read by from now on."""
    if request.method == "POST":
        act(subscriber, request.POST.get("verb", ""))
        return redirect("newsletter:private_feed_page", subscriber.token)
    paths = {name: reverse("newsletter:private_feed", args=[feed_token(subscriber), name]) for name in ("atom", "json")}
    context = {
        "subscriber": subscriber,
        "atom_url": settings.SITE_URL + paths["atom"],
        "json_url": settings.SITE_URL + paths["json"],
        "by_feed": subscriber.channel == Subscriber.Channel.FEED,
        "is_active": subscriber.status == Subscriber.Status.ACTIVE,
    }
    return render(request, "pages/private_feed.html", context)


def act(subscriber: Subscriber, verb: str) -> None:
    """Raises BadRequest for a verb that the page does not have."""
    if verb in Subscriber.Channel.values:
        read_by(subscriber, verb)
    elif verb == "renew":
        Subscriber.objects.filter(pk=subscriber.pk).update(feed_version=F("feed_version") + 1)
    else:
        raise BadRequest("no such verb")
