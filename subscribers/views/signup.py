"""Asking for the newsletter, and confirming it."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from subscribers import asked_mail, preferences, prefill, signed_links, signup
from subscribers.client_info import client_info
from subscribers.forms import AddressForm, SignUpForm
from subscribers.local_site import may_see_mailbox
from subscribers.models import Consent, Subscriber
from subscribers.prefill import Prefilled
from subscribers.views.looking import is_looking, page_language
from subscribers.views.signed_link import activate_language, expired_link_page, no_store
from subscribers.views.wishes import carried_wishes, wish_of


@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    prefilled = prefill.from_query(request.GET)
    form = SignUpForm(prefilled.preferences, page_language(), request.POST or None)
    if is_looking(request):
        form.fields["email"].required = False
        return _sign_up_page(request, form, prefilled)
    if request.method == "POST" and form.is_valid():
        if not form.is_trap_sprung:
            wanted = carried_wishes(request)
            signup.ask(form.cleaned_data["email"], form.preferences(), client_info(request), wanted)
        return _to_asked(form.cleaned_data["email"], request.POST)
    return _sign_up_page(request, form, prefilled, 422 if form.is_bound else 200)


def _sign_up_page(request: HttpRequest, form: SignUpForm, prefilled: Prefilled, status: int = 200) -> HttpResponse:
    """The form as it stands; the preview follows it, also where something is still to be put right."""
    wish = wish_of(request)
    context = {
        "form": form,
        "begin": form.preferences(),
        "prefilled": prefilled,
        "wish": wish,
        "asked_for": carried_wishes(request, wish),
        "wording": signup.wording(),
    }
    return render(request, "subscribers/sign_up.html", context, status=status)


def _to_asked(email: str, sent: QueryDict | None = None) -> HttpResponse:
    return asked_mail.keep(redirect("subscribers:asked"), asked_mail.asked_now(email, sent))


@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for known and unknown addresses. POST orders the mail once more, where it is time for that."""
    kept = asked_mail.read(request)
    if request.method == "POST":
        if kept and kept.can_be_resent:
            signup.ask_again(kept.email, client_info(request))
            kept = asked_mail.resent(kept)
        response = redirect("subscribers:asked")
        return asked_mail.keep(response, kept) if kept else response
    context = {"asked": kept, "mails_stay_here": may_see_mailbox(request)}
    return render(request, "subscribers/asked.html", context)


@csrf_exempt
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what will be sent, POST confirms. A link is good once, until its request is confirmed or purged."""
    consent = _consent_of(token)
    if consent is None:
        return no_store(expired_link_page(request))
    asked = preferences.of_consent(consent)
    activate_language(request, asked.language)
    if not consent.is_waiting:
        return no_store(expired_link_page(request, status=410))
    if request.method != "POST":
        context = {"subscriber": consent.subscriber, **asked.describe()}
        return no_store(render(request, "subscribers/confirm.html", context))
    if not signup.confirm(consent, client_info(request)):
        return no_store(expired_link_page(request, status=410))
    # Of the stories of their first edition nothing that came later is told: what did is in the mails to come.
    first = {"subscriber": consent.subscriber, "follow_ups": {}}
    return no_store(render(request, "subscribers/confirmed.html", first))


def _consent_of(token: str) -> Consent | None:
    """The request that this link confirms, or None."""
    found = Subscriber.objects.filter(public_id=signed_links.public_id_of(token)).first()
    consents = found.consents.select_related("subscriber__selection") if found else ()
    return next((consent for consent in consents if _is_of(token, consent)), None)


def _is_of(token: str, consent: Consent) -> bool:
    version = signed_links.version_of(consent.subscriber, consent.pk)
    return signed_links.read_token(token, "confirm", version) is not None


@never_cache
def fresh_link(request: HttpRequest) -> HttpResponse:
    """For who lost the link to their choices: the same answer for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signup.ask_again(form.cleaned_data["email"], client_info(request))
        return _to_asked(form.cleaned_data["email"])
    return render(request, "subscribers/fresh_link.html", {"form": form}, status=422 if form.is_bound else 200)
