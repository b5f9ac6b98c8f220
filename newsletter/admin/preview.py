"""An edition as a reader would get it: any reader or any selection, any digest, either language; nothing is sent."""

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest import languages
from digest.models import Digest, Repository, Topic
from newsletter.editions.content import load_content
from newsletter.editions.selection import mail_budget, select
from newsletter.mail.compose import compose
from newsletter.redaction import redact
from newsletter.views.mail_frame import SANDBOX, framed_mail, mail_response
from subscribers.addresses import canonical
from subscribers.admin.forms import Boxes
from subscribers.forms import AddressField, Ticks, TypedTicks
from subscribers.mail.safety import may_leave
from subscribers.models import Selection, Subscriber
from subscribers.models.selection import Kind, Threshold
from subscribers.preferences import Preferences, of_subscriber

TICKED = ["repositories", "topics", "kinds"]


def languages_offered() -> list[tuple[str, str | Promise]]:
    return [("", _("The reader’s own")), *languages.offered()]


def repositories_offered() -> list[tuple[int, str]]:
    return [(row.pk, row.full_name) for row in Repository.objects.active()]


def topics_offered() -> list[tuple[str, str]]:
    return [(row.slug, row.name(get_language())) for row in Topic.objects.active()]


class PreviewForm(forms.Form):
    """Sent by GET, so that every preview has an address of its own. Nothing ticked means all."""

    digest = forms.ModelChoiceField(Digest.objects.order_by("-date"), label=_("Digest"), empty_label=None)
    reader = AddressField(
        label=_("Reader’s address"),
        required=False,
        help_text=_("With an address, that reader’s choices count instead of the boxes."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages_offered, required=False)
    repositories = TypedTicks(
        label=_("Repositories"), choices=repositories_offered, coerce=int, required=False, widget=Boxes
    )
    topics = Ticks(label=_("Topics"), choices=topics_offered, required=False, widget=Boxes)
    kinds = Ticks(label=_("Kinds"), choices=Kind.choices, required=False, widget=Boxes)
    threshold = forms.ChoiceField(label=_("How much"), choices=Threshold.choices, required=False)

    def __init__(self, data: dict[str, Any]) -> None:
        """The newest digest that tells anything, unless another is asked for."""
        newest = Digest.objects.filter(statements__isnull=False).order_by("-date").first()
        super().__init__({"digest": newest and newest.pk} | data)

    def clean_reader(self) -> Subscriber | None:
        """The Subscriber of this address, or None without one."""
        email = self.cleaned_data["reader"]
        found = Subscriber.objects.with_address(email).select_related("selection").first() if email else None
        if email and not found:
            raise forms.ValidationError(_("No reader has this address."))
        return found

    def selection(self) -> Selection:
        """The reader's choices, or those ticked, in the language asked for; never saved."""
        given, reader = self.cleaned_data, self.cleaned_data.get("reader")
        own = reader.language if reader else get_language()
        language = given["language"] or (own if own in settings.DIGEST_LANGUAGES else settings.DIGEST_LANGUAGES[0])
        if reader:
            return replace(of_subscriber(reader), language=language).unsaved_selection()
        ticked = (tuple(given["repositories"]), tuple(given["topics"]), tuple(given["kinds"]))
        threshold = given["threshold"] or Threshold.EVERYTHING.value
        return Preferences(language, *ticked, threshold=threshold).unsaved_selection()

    def mail(self) -> EmailMultiAlternatives | None:
        """The mail, to nobody and without anybody's links; or None where nothing of the day is selected."""
        selection = self.selection()
        content = load_content([self.cleaned_data["digest"]], selection.language)
        edition = select(content, selection, mail_budget())
        return None if edition.is_empty else compose(edition)


def may_preview(request: HttpRequest) -> bool:
    """Whether this operator may see any day, sent or not, as a mail."""
    return request.user.has_perms(["digest.view_digest", "newsletter.view_delivery"])


def form_of(request: HttpRequest) -> PreviewForm:
    """The form; a reader's choices are for those who may see readers. Raises PermissionDenied."""
    form = PreviewForm(choices_of(request))
    if not request.user.has_perm("subscribers.view_subscriber"):
        if request.GET.get("reader"):
            raise PermissionDenied
        del form.fields["reader"]
    return form


def preview(request: HttpRequest, model_admin: ModelAdmin) -> TemplateResponse:
    """The page: choices at the left, the mail at the right."""
    form = form_of(request)
    mail = form.mail() if form.is_valid() else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Preview an edition"),
        "opts": model_admin.opts,
        "form": form,
        "mail": mail,
        "size": len(html_of(mail).encode()) if mail else 0,
        "language": form.selection().language if mail else "",
        "mail_url": f"{reverse('admin:newsletter_delivery_preview_mail')}?{request.GET.urlencode()}",
        "test_url": f"{reverse('admin:newsletter_delivery_preview_test')}?{request.GET.urlencode()}",
        "sandbox": SANDBOX,
    }
    return TemplateResponse(request, "admin/newsletter/delivery/preview.html", context)


def mail_to_me(request: HttpRequest, _model_admin: ModelAdmin) -> HttpResponse:
    """POST: the mail of the form, marked as a test, to the operator's own address; no delivery is made of it."""
    form, address = form_of(request), getattr(request.user, "email", "")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mail = form.mail() if form.is_valid() else None
    if mail is None:
        messages.error(request, _("There is no such mail: nothing of the day is selected."))
    elif not address or not may_leave(address):
        messages.error(request, _("Your user has no address to which a mail could go."))
    else:
        mail.subject, mail.to = f"[{_('Test')}] {mail.subject}", [canonical(address)]
        _send(request, mail)
    return redirect(f"{reverse('admin:newsletter_delivery_preview')}?{request.GET.urlencode()}")


def _send(request, mail):
    try:
        mail.send()
    except Exception as error:  # whatever the transport says is what the operator asks for
        messages.error(request, _("It could not be sent: %(error)s") % {"error": redact(str(error))})
    else:
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": mail.to[0]})


@framed_mail
def preview_mail(request: HttpRequest, _model_admin: ModelAdmin) -> HttpResponse:
    """The HTML part by itself, for the frame: no script, no network, links in new tabs."""
    form = form_of(request)
    mail = form.mail() if form.is_valid() else None
    if mail is None:
        raise Http404("there is no such mail")
    return mail_response(html_of(mail))


def choices_of(request: HttpRequest) -> dict[str, str | list[str]]:
    """What the address asks for, as a form takes it."""
    return {name: request.GET.getlist(name) if name in TICKED else request.GET[name] for name in request.GET}


def html_of(mail: EmailMultiAlternatives) -> str:
    return next(str(content) for content, kind in mail.alternatives if kind == "text/html")
