"""Muting: from a link of the mails, which opens nothing else of its reader, and from the preference centre."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from subscribers import mutes
from subscribers.forms import local_today
from subscribers.models import Subscriber
from subscribers.mute_form import MuteForm
from subscribers.views.signed_link import signed_link_required


@signed_link_required("mute")
def page(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """GET shows, POST mutes or lets be heard again; `?repository=owner/name` or `?topic=slug` is proposed."""
    return _page(request, subscriber, reverse("subscribers:mute", args=[subscriber.token]))


@signed_link_required("preferences")
def from_choices(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """The same, and then back to the choices."""
    choices = reverse("subscribers:preferences", args=[subscriber.token])
    return _page(request, subscriber, f"{choices}?done=saved#done", back=choices)


def _page(request: HttpRequest, subscriber: Subscriber, after: str, back: str = "") -> HttpResponse:
    today, rows = local_today(subscriber), subscriber.selection.muted
    proposed = {name: request.GET.get(name, "") for name in ("repository", "topic")}
    form = MuteForm(today, request.POST if request.method == "POST" else None, **proposed)
    if form.is_valid():
        subscriber.choose(muted=form.applied(mutes.from_rows(rows)))
        return redirect(after)
    held = [(form.names[mute.key], mute) for mute in mutes.held_on(rows, today) if mute.key in form.names]
    context = {"form": form, "held": held, "back": back}
    return render(request, "subscribers/mute.html", context, status=422 if form.is_bound else 200)
