"""The form with which a reader reports a mistake in one story: GET looks, POST stores it for the operator."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from digest.models import Digest, Statement
from newsletter.editions.content import load_stories
from newsletter.models import StatementReport
from newsletter.statement_reports import report
from newsletter.views.language import activate_language
from subscribers.client_info import client_info

MIN_TEXT = 5  # characters: fewer tell nobody anything


class ReportForm(forms.Form):
    """What is wrong, in the reader's words. `website` is a trap: people do not see it."""

    text = forms.CharField(
        label=_("What is wrong?"),
        min_length=MIN_TEXT,
        max_length=StatementReport.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Say in a few words what is wrong."),
            "min_length": _("Say in a few words what is wrong."),
            "max_length": _("This is too long: keep it under 1000 characters."),
        },
    )

    @property
    def is_trap_sprung(self) -> bool:
        return bool(self.data.get("website"))


@never_cache
def report_page(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """Of a story of a published day; drafts are nobody's to report. 429 where there were too many reports."""
    activate_language(request, language)
    published = Statement.objects.filter(role=Statement.Role.STORY, digest__status=Digest.Status.PUBLISHED)
    statement = get_object_or_404(published, pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_trap_sprung or report(statement, form.cleaned_data["text"], language, client_info(request).network):
            return redirect(f"{reverse('newsletter:report', args=[language, pk])}?sent")
        form.add_error(None, _("Many mistakes were reported from here. Please try again tomorrow."))
        return _page(request, statement, form, language, 429)
    return _page(request, statement, form, language, 422 if form.is_bound else 200)


def _page(request: HttpRequest, statement: Statement, form: ReportForm, language: str, status: int) -> HttpResponse:
    ((repository_name, story),) = load_stories([statement.pk], language)
    context = {"form": form, "story": story, "repository_name": repository_name, "sent": "sent" in request.GET}
    return render(request, "archive/report.html", context, status=status)
