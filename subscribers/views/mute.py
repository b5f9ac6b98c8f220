"""Muting from a link of the mails: the page shows what is muted and mutes, and opens nothing else of its reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from subscribers import mutes
from subscribers.forms import local_today
from subscribers.models import Subscriber
from subscribers.mute_form import MuteForm, value_of
from subscribers.views.signed_link import signed_link_required


@signed_link_required("mute")
def page(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """GET shows, POST mutes or lets be heard again; `?repository=owner/name` is proposed."""
    today, chosen = local_today(subscriber), mutes.from_rows(subscriber.selection.muted)
    form = MuteForm(today, request.POST if request.method == "POST" else None, request.GET.get("repository", ""))
    if form.is_valid():
        subscriber.choose(muted=form.applied(chosen))
        return redirect("subscribers:mute", subscriber.token)
    held = [(value_of(mute.kind, mute.value), mute.until) for mute in chosen if mute.holds_on(today)]
    rows = [{"value": key, "until": until, "name": form.names[key]} for key, until in held if key in form.names]
    context = {"form": form, "held": rows}
    return render(request, "subscribers/mute.html", context, status=422 if form.is_bound else 200)
