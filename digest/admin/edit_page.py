"""The page on which an editor tells a story: what the gate thinks of them is shown before they are told."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from digest import languages
from digest.admin.gated_form import GatedForm
from digest.admin.texts import language_name
from digest.admin_links import page_url
from digest.desk import edit
from digest.desk.open_digest import Refused, why_not
from digest.models import Statement
from digest.writing import drafts

MAX_HEADLINE, MAX_DETAIL = 200, 600  # characters typed; the gate allows fewer


class WordsForm(GatedForm):
    """A headline (of stories only) and a detail in each language of DIGEST_LANGUAGES; cleaned, they are as stored."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, statement: Statement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_story = statement.role == Statement.Role.STORY
        for code in settings.DIGEST_LANGUAGES:
            name, field = language_name(code), languages.get(code).field
            if self.is_story:
                self.fields[f"headline_{field}"] = _text(_("Headline"), name, code, MAX_HEADLINE, 2)
            label = _("Detail") if self.is_story else _("Sentence")
            self.fields[f"detail_{field}"] = _text(label, name, code, MAX_DETAIL, 4, required=not self.is_story)

    def clean(self) -> dict[str, Any]:
        """Adds `words`. What is left of a headline in its last form may be nothing."""
        given = super().clean() or self.cleaned_data
        fields = {code: languages.get(code).field for code in settings.DIGEST_LANGUAGES}
        given["words"] = {
            code: drafts.tidy_words(given.get(f"headline_{field}", ""), given.get(f"detail_{field}", ""), code)
            for code, field in fields.items()
        }
        for code, field in fields.items():
            words, name = given["words"][code], f"headline_{field}" if self.is_story else f"detail_{field}"
            if not self.has_error(name) and not (words.headline if self.is_story else words.detail):
                self.add_error(name, self.fields[name].error_messages["required"])
        return given


def _text(label, language, code, length, rows, required=True):
    return forms.CharField(
        label=f"{label} ({language})",
        max_length=length,
        required=required,
        widget=forms.Textarea({"rows": rows, "lang": languages.get(code).tag, "class": "vLargeTextField"}),
    )


def edit_page(request: HttpRequest, statement: Statement, model_admin: ModelAdmin) -> HttpResponse:
    """GET: its words now. POST: they are stored if the gate passes them or is overruled; else it says why not."""
    if reason := why_not(statement.digest):
        messages.error(request, reason)
        return redirect(page_url(Statement, statement.pk))
    form = WordsForm(statement, request.POST if request.method == "POST" else None, initial=initial(statement))
    if not form.is_valid():
        return _page(request, statement, model_admin, form, [])
    read = edit.read(statement, form.cleaned_data["words"])
    if read.problems and not form.is_overruled(read):
        again = WordsForm(statement, initial=_as_read(read) | {"seen": form.cleaned_data["seen"]})
        return _page(request, statement, model_admin, again, read.problems)
    try:
        edit.store(statement, read, request.user.pk, form.cleaned_data["seen"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _report(request, statement, model_admin, read)
    return redirect(page_url(Statement, statement.pk))


def initial(statement: Statement) -> dict[str, str]:
    """The form's values: its words now, and the version that they are."""
    return {"seen": edit.version(statement), **_values(statement.stored_texts)}


def _as_read(read: edit.Edit) -> dict[str, str]:
    """The same for words in their last form, which are shown before they can be overruled."""
    return {"shown": read.fingerprint, **_values(drafts.as_stored(read.words))}


def _values(texts: dict[str, dict[str, str]]) -> dict[str, str]:
    """By field of the form, of {language: {headline, detail}}."""
    return {f"{name}_{languages.get(code).field}": text for code, told in texts.items() for name, text in told.items()}


def _report(request: HttpRequest, statement: Statement, model_admin: ModelAdmin, read: edit.Edit) -> None:
    done = "words, against the gate" if read.problems else "words"
    model_admin.log_change(request, statement, [{"changed": {"fields": [done]}}])
    messages.success(request, _("It is told in your words, and marked as edited."))


def _page(
    request: HttpRequest, statement: Statement, model_admin: ModelAdmin, form: WordsForm, problems: list[str]
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Edit the words"),
        "opts": model_admin.opts,
        "original": statement,
        "form": form,
        "problems": problems,
        "sources": list(statement.evidence.order_by("pk")),
        "resting": edit.resting_on(statement),
    }
    return TemplateResponse(request, "admin/digest/statement/edit.html", context)
