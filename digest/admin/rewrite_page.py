"""The page on which an editor has one repository of a day written anew: by which model, and what it costs."""

from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digest import tasks
from digest.admin_links import page_url
from digest.desk.open_digest import Refused
from digest.desk.rewrite import check_can_rewrite, model_costs
from digest.models import Digest, Repository
from digest.writing.pricing import PRICES

REWRITE = ("digest.view_digest", "digest.change_statement", "digest.add_completion")


class ModelForm(forms.Form):
    """One of the models that have a price."""

    model = forms.ChoiceField(label=_("Model"), choices=[(name, name) for name in PRICES])


def rewrite_page(request: HttpRequest, digest: Digest, repository: Repository, model_admin: ModelAdmin) -> HttpResponse:
    """GET: the models and their costs. POST: a task has the chosen one write; the digest's history says what came."""
    from digest.writing.completions import spent  # not above: pydantic is only for who writes

    form = ModelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _start(request, digest, repository, form.cleaned_data["model"], model_admin)
        return redirect(page_url(Digest, digest.pk))
    budget = Decimal(str(settings.ANTHROPIC_DAILY_BUDGET_USD))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Write %(repository)s anew") % {"repository": repository},
        "opts": model_admin.opts,
        "original": digest,
        "form": form,
        "own_model": settings.ANTHROPIC_MODEL,
        "costs": model_costs(digest, repository),
        "left": max(budget - spent(timezone.now()), Decimal()),
        "budget": budget,
    }
    return TemplateResponse(request, "admin/digest/digest/rewrite.html", context)


def _start(request: HttpRequest, digest: Digest, repository: Repository, model: str, model_admin: ModelAdmin) -> None:
    try:
        check_can_rewrite(digest, model)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    tasks.rewrite_repository.delay_on_commit(digest.date.isoformat(), repository.pk, model, request.user.pk)
    model_admin.log_change(request, digest, [{"changed": {"fields": [f"{repository} to be written by {model}"]}}])
    told = _("Being written by %(model)s: %(repository)s. Reload to see it; the history says what it cost.")
    messages.success(request, told % {"model": model, "repository": repository})
