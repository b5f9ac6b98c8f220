"""The page on which an editor corrects a statement that readers have: its words, why, and what readers reported.

What the gate thinks of the words is shown before they are told.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digest.admin.gated_form import GatedForm
from digest.admin.statements import headline_here
from digest.admin.texts import language_name
from digest.admin_links import page_url
from digest.corrections import NotCorrected, correct, require_correctable, why_not
from digest.desk import edit
from digest.models import Statement, StatementText
from digest.writing import drafts
from digest.writing.gate import Words
from newsletter.admin.history import log_action
from newsletter.models import StatementReport

MAX_HEADLINE, MAX_DETAIL, MAX_REASON = 300, 2000, 200  # characters
REFUSALS = {
    "open": _("This day is not published yet: its statements are edited, not corrected."),
    "title": _("It is told by GitHub’s title, which is not ours to correct."),
    "same": _("No word differs from what it says now."),
    "empty": _("Something must be said in every language."),
}


class CorrectionForm(GatedForm):
    """The words of a statement and the reason, in each language in which it is told."""

    def __init__(self, data: Any, texts: list[StatementText], is_story: bool) -> None:
        super().__init__(data)
        self.languages = [text.language for text in texts]
        for text in texts:
            for name, field in _fields(text, is_story).items():
                field.widget.attrs["lang"] = text.language
                self.fields[f"{text.language} {name}"] = field

    def blocks(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(code, name, fields) of each language."""
        return [
            (language, language_name(language), [self[name] for name in self.fields if name.startswith(f"{language} ")])
            for language in self.languages
        ]

    def words(self) -> dict[str, Words]:
        """In their last form, as they are checked and stored."""
        given = self.cleaned_data
        return {
            language: drafts.tidy_words(given.get(f"{language} headline", ""), given[f"{language} detail"], language)
            for language in self.languages
        }

    def as_read(self, read: edit.Edit) -> dict[str, str]:
        """What the form is filled with where the gate found something: words in their last form, to be overruled."""
        told = {
            f"{language} {name}": text
            for language, words in drafts.as_stored(read.words).items()
            for name, text in words.items()
        }
        return dict(self.data.items()) | told | {"shown": read.fingerprint, "overrule": ""}

    def reasons(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"{language} reason"] for language in self.languages}


def _fields(text: StatementText, is_story: bool) -> dict[str, forms.CharField]:
    headline = forms.CharField(
        label=_("Headline"), initial=text.headline, max_length=MAX_HEADLINE, required=False, widget=_lines(2)
    )
    detail = forms.CharField(
        label=_("Detail") if is_story else _("Sentence"),
        initial=text.detail,
        max_length=MAX_DETAIL,
        required=False,
        widget=_lines(4),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MAX_REASON,
        help_text=_("One line that readers see beside both sentences."),
        widget=forms.TextInput({"class": "vTextField"}),
    )
    return ({"headline": headline} if is_story else {}) | {"detail": detail, "reason": reason}


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "class": "vLargeTextField"})


def may_correct(request: HttpRequest) -> bool:
    return request.user.has_perms(["digest.view_statement", "digest.add_correction"])


def correct_page(request: HttpRequest, pk: int, model_admin: ModelAdmin) -> HttpResponse:
    """GET shows the form, POST corrects if the gate passes the words or is overruled; else it says why not.

    What readers reported of it counts as looked at once it is corrected.
    """
    statement = get_object_or_404(Statement.objects.select_related("digest", "repository", "main"), pk=pk)
    form, problems = _form(statement, request.POST or None), []
    if form.is_valid():
        try:
            require_correctable(statement, form.words())
            read = edit.read(statement, form.words())
            if not read.problems or form.is_overruled(read):
                _correct(request, statement, form)
                return redirect(page_url(Statement, statement.pk))
            form, problems = _form(statement, form.as_read(read)), read.problems
        except NotCorrected as error:
            form.add_error(None, REFUSALS[error.code])
    return _page(request, statement, model_admin, form, problems)


def _form(statement: Statement, data: Any) -> CorrectionForm:
    return CorrectionForm(data, list(statement.texts.order_by("language")), statement.role == Statement.Role.STORY)


def _page(
    request: HttpRequest, statement: Statement, model_admin: ModelAdmin, form: CorrectionForm, problems: list[str]
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Correct a statement"),
        "opts": model_admin.opts,
        "statement": statement,
        "told": headline_here(statement),
        "form": form,
        "problems": problems,
        "sources": list(statement.evidence.order_by("pk")),
        "refusal": REFUSALS.get(why_not(statement.digest, statement)),
        "reports": statement.reports.all() if request.user.has_perm("newsletter.view_statementreport") else [],
    }
    return TemplateResponse(request, "admin/digest/statement/correct.html", context)


def _correct(request: HttpRequest, statement: Statement, form: CorrectionForm) -> None:
    correct(statement, form.words(), form.reasons(), timezone.now(), request.user)
    if request.user.has_perm("newsletter.change_statementreport"):
        StatementReport.objects.filter(statement=statement, looked_at=None).update(looked_at=timezone.now())
    log_action(request, [statement], "correct")
    messages.success(request, _("Corrected. Who was mailed the error reads it in their next mail."))
