"""The preference centre: the choices, and below them pause, address, data and leaving, each its own small form."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from subscribers import address_change, mutes, preferences, privacy, signed_links, signup, time_zones
from subscribers.client_info import client_info
from subscribers.forms import AddressForm, PreferencesForm, local_today
from subscribers.models import Subscriber
from subscribers.pause_form import PauseForm
from subscribers.views.looking import is_looking, page_language
from subscribers.views.signed_link import signed_link_required
from subscribers.views.wishes import wish_of

# What the page says after a form was sent; the key travels in the address.
DONE = {
    "saved": _("Saved. Your next mail follows the new choices."),
    "paused": _("Paused. No mail comes before the day you chose."),
    "resumed": _("Resumed. Mail comes again from the next edition on."),
    "address": _("Asked. The new address has a mail to confirm; until then nothing moves."),
    "kept": _("Your address stays. All earlier links to this page are revoked; this one is new."),
    "back": _("Asked. We sent you a mail; press its button to be subscribed again."),
}


@signed_link_required("preferences")
def page(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    if request.method != "POST":
        return _page(request, subscriber)
    form = PreferencesForm(preferences.of_subscriber(subscriber), page_language(), request.POST)
    if is_looking(request) or not form.is_valid():
        return _page(request, subscriber, form=form)
    preferences.save(subscriber, form.preferences())
    return _done(subscriber, "saved")


@require_POST
@signed_link_required("preferences")
def pause(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = PauseForm(local_today(subscriber), request.POST)
    if not form.is_valid():
        return _page(request, subscriber, pause_form=form)
    preferences.pause(subscriber, form.cleaned_data["until"], form.cleaned_data["catch_up"])
    return _done(subscriber, "paused")


@require_POST
@signed_link_required("preferences")
def working_days(_request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    preferences.only_working_days(subscriber)
    return _done(subscriber, "saved")


@require_POST
@signed_link_required("preferences")
def key_stories(_request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    preferences.only_key_stories(subscriber)
    return _done(subscriber, "saved")


@require_POST
@signed_link_required("preferences")
def resume(_request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    preferences.resume(subscriber)
    return _done(subscriber, "resumed")


@require_POST
@signed_link_required("preferences")
def change_address(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, subscriber, address_form=form)
    address_change.ask_new_address(subscriber, form.cleaned_data["email"], client_info(request))
    return _done(subscriber, "address")


@require_POST
@signed_link_required("preferences")
def keep_address(_request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    address_change.keep_address(subscriber)
    return redirect(signed_links.preferences_url(subscriber) + "?done=kept#done")


@signed_link_required("new_address")
def new_address(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """GET shows the move, POST makes it."""
    if request.method != "POST":
        return render(request, "subscribers/new_address.html", {"subscriber": subscriber})
    moved = address_change.confirm_new_address(subscriber)
    context = {"subscriber": subscriber, "moved": moved}
    return render(request, "subscribers/moved.html", context, status=200 if moved else 409)


@require_POST
@signed_link_required("preferences")
def export(_request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    options = {"indent": 2, "ensure_ascii": False}
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return JsonResponse(privacy.export(subscriber), json_dumps_params=options, headers=headers)


@signed_link_required("preferences")
def erase(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """GET asks, POST erases."""
    if request.method != "POST":
        return render(request, "subscribers/erase.html", {"subscriber": subscriber})
    if request.POST.get("for_ever"):
        privacy.erase_and_suppress(subscriber)
    else:
        privacy.erase(subscriber)
    return render(request, "subscribers/erased.html")


@require_POST
@signed_link_required("preferences")
def come_back(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    signup.come_back(subscriber, client_info(request))
    return _done(subscriber, "back")


def _done(subscriber: Subscriber, what: str) -> HttpResponse:
    return redirect(reverse("subscribers:preferences", args=[subscriber.token]) + f"?done={what}#done")


def _page(
    request: HttpRequest, subscriber: Subscriber, form: PreferencesForm | None = None, **bound: Form
) -> HttpResponse:
    """The whole page; a form that was filled in wrongly stands in it with its errors."""
    is_wrong = bool(form or bound) and not is_looking(request)
    form = form or PreferencesForm(preferences.of_subscriber(subscriber), page_language())
    context = {
        "begin": form.preferences(),
        "form": form,
        "wish": wish_of(request, subscriber),
        "pause_form": PauseForm(local_today(subscriber)),
        "address_form": AddressForm(),
        "subscriber": subscriber,
        "is_paused": subscriber.is_paused_on(local_today(subscriber)),
        "is_unsubscribed": subscriber.status == Subscriber.Status.UNSUBSCRIBED,
        "place": time_zones.place(subscriber.time_zone),
        "done": DONE.get(request.GET.get("done", "")),
        "mute_page": reverse("subscribers:mute_from_choices", args=[subscriber.token]),
        "muted": {mute.key: mute for mute in mutes.held_on(subscriber.selection.muted, local_today(subscriber))},
        "unsubscribe_url": signed_links.unsubscribe_url(subscriber),
    }
    return render(request, "subscribers/preferences.html", context | bound, status=422 if is_wrong else 200)
