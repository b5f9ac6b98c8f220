"""Asking for the newsletter, and confirming it."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from digest.models import Digest
from subscribers import preferences, schedule, signed_links, signup
from subscribers.client_info import client_info
from subscribers.forms import AddressForm, SignUpForm
from subscribers.local_site import may_see_mailbox
from subscribers.models import Subscriber
from subscribers.views.signed_link import activate_language, expired_link_page, no_store


@never_cache
def sign_up(request):
    language = get_language()
    begin = preferences.defaults_for(language)
    form = SignUpForm(begin, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.is_trap_sprung:
            signup.ask(form.cleaned_data["email"], form.preferences(), client_info(request))
        return redirect("subscribers:asked")
    context = {"form": form, "begin": begin, "wording": signup.wording()}
    return render(request, "subscribers/sign_up.html", context, status=422 if form.is_bound else 200)


@require_safe
def asked(request):
    """The same page for known and unknown addresses."""
    return render(request, "subscribers/asked.html", {"mails_stay_here": may_see_mailbox(request)})


@csrf_exempt
@never_cache
def confirm(request, token):
    """GET shows what will be sent, POST confirms. A link is good until its request is confirmed or purged."""
    consent = _consent_of(token)
    if consent is None:
        return no_store(expired_link_page(request))
    activate_language(request, consent.subscriber.language)
    if request.method == "POST":
        signup.confirm(consent, client_info(request))
        consent = _consent_of(token)
    return no_store(_confirm_page(request, consent))


def _confirm_page(request, consent):
    subscriber, status = consent.subscriber, consent.subscriber.status
    if status == Subscriber.Status.ACTIVE:
        context = {
            "next_mail": schedule.next_mail(subscriber, timezone.now()),
            "latest": Digest.objects.published().first(),
            "preferences_url": signed_links.preferences_url(subscriber),
        }
        return render(request, "subscribers/confirmed.html", {"subscriber": subscriber} | context)
    if status == Subscriber.Status.PENDING and consent.confirmed_at is None:
        described = preferences.describe(subscriber)
        return render(request, "subscribers/confirm.html", {"subscriber": subscriber} | described)
    return expired_link_page(request, status=410)


def _consent_of(token):
    """The request that this link confirms, or None."""
    found = Subscriber.objects.filter(public_id=signed_links.public_id_of(token)).first()
    consents = found.consents.select_related("subscriber__selection") if found else ()
    return next((consent for consent in consents if signed_links.read_token(token, "confirm", consent.pk)), None)


@never_cache
def fresh_link(request):
    """For who lost the link to their choices: the same answer for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signup.ask_again(form.cleaned_data["email"], client_info(request))
        return redirect("subscribers:asked")
    return render(request, "subscribers/fresh_link.html", {"form": form}, status=422 if form.is_bound else 200)
