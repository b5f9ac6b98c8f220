"""The forms with which a reader reports a mistake in a story: GET looks, POST stores it for the operator."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from digest.models import Digest, Statement
from newsletter.editions.content import cached_content, load_stories
from newsletter.editions.selection import select
from newsletter.editions.types import Edition
from newsletter.models import StatementReport
from newsletter.renderers.labels import plain_headline
from newsletter.statement_reports import report
from newsletter.views.edition import find_delivery
from newsletter.views.language import activate_language
from subscribers.client_info import client_info
from subscribers.forms import offer
from subscribers.models import Selection

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


class StoryReportForm(ReportForm):
    """The same for any story of an edition, and which one it is."""

    story = forms.ChoiceField(label=_("Which story?"), error_messages={"required": _("Choose the story.")})
    field_order = ("story", "text")

    def __init__(self, edition: Edition, data: Any = None):
        super().__init__(data)
        told = [(section.repository.owner_and_name, section.all_stories) for section in edition.sections]
        groups = [(name, [(str(one.id), _in_one_line(one)) for one in stories]) for name, stories in told if stories]
        offer(self, story=[("", _("Choose …")), *groups])


def _in_one_line(story):
    return f"{story.references[0].text} {plain_headline(story)}"


@never_cache
def report_page(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """Of a story of a published day; drafts are nobody's to report. 429 where there were too many reports."""
    activate_language(request, language)
    published = Statement.objects.shown().filter(role=Statement.Role.STORY, digest__status=Digest.Status.PUBLISHED)
    statement = get_object_or_404(published, pk=pk)
    ((repository_name, story),) = load_stories([pk], language)
    context = {"story": story, "repository_name": repository_name, "back": story.path, "language": language}
    return _answer(request, ReportForm(request.POST or None), statement, context)


@never_cache
def report_of_day(request: HttpRequest, language: str, date: dt.date) -> HttpResponse:
    """Of any story of a published day."""
    digest = get_object_or_404(Digest.objects.published(), date=date)
    edition = select(cached_content([digest], language), Selection(language=language))
    return _of_edition(request, edition, reverse("newsletter:digest", args=[language, date]))


@never_cache
def report_of_edition(request: HttpRequest, token: str) -> HttpResponse:
    """Of any story of one reader's mail, for whoever has it; no reader is named, and none is stored."""
    delivery = find_delivery(token)
    if delivery is None:
        return render(request, "archive/gone.html", status=404)
    edition = select(cached_content(delivery.digests(), delivery.selection.language), delivery.selection)
    return _of_edition(request, edition, reverse("newsletter:edition", args=[token]))


def _of_edition(request: HttpRequest, edition: Edition, back: str) -> HttpResponse:
    activate_language(request, edition.language)
    form = StoryReportForm(edition, request.POST or None)
    statement = Statement.objects.get(pk=form.cleaned_data["story"]) if form.is_valid() else None
    return _answer(request, form, statement, {"back": back, "language": edition.language})


def _answer(
    request: HttpRequest, form: ReportForm, statement: Statement | None, context: dict[str, Any]
) -> HttpResponse:
    """What a form brings: stored, or the page again with what is still to be put right."""
    status = 422 if form.is_bound else 200
    if statement and form.is_valid():
        network, words = client_info(request).network, form.cleaned_data["text"]
        if form.is_trap_sprung or report(statement, words, context["language"], network):
            return redirect(f"{request.path}?sent")
        form.add_error(None, _("Many mistakes were reported from here. Please try again tomorrow."))
        status = 429
    shown = {"form": form, "sent": "sent" in request.GET, **context}
    response = render(request, "archive/report.html", shown, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
