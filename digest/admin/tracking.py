"""Following repositories: paste names and addresses, or choose among those of an organisation or a person's stars."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from digest.admin_links import page_url
from digest.models import Repository
from digest.repository_listings import KINDS, read_listing
from digest.tracking import TrackingError
from digest.tracking_lists import MAX_LINES, Answer, TooManyLines, lines_of, track_lines

NEW = ("added", "archived")  # outcomes after which a repository is tracked that was not before


class TrackForm(forms.Form):
    """One repository or many: names and addresses in any mix, one a line."""

    repository = forms.CharField(
        label=_("Repositories"),
        max_length=10_000,
        help_text=_("One a line: owner/name, or an address on GitHub as it stands in the browser or after git clone."),
        widget=forms.Textarea({"autofocus": True, "rows": 8, "placeholder": "vllm-project/vllm"}),
    )

    def clean_repository(self) -> list[str]:
        """The lines that say anything."""
        try:
            return lines_of(self.cleaned_data["repository"])
        except TooManyLines as error:
            too_many = _("At most %(count)d lines at once; GitHub is asked about each.")
            raise forms.ValidationError(too_many % {"count": MAX_LINES}) from error


class ListingForm(forms.Form):
    """Whose repositories to choose from."""

    kind = forms.ChoiceField(label=_("What"), choices=list(KINDS.items()))
    login = forms.CharField(label=_("Name on GitHub"), max_length=39)


class TrackingPages(admin.ModelAdmin):
    """A mixin of the repositories' admin: its page to add, and the one to choose from a list.

    Both are views of their own: Django's hold a transaction open, and none may be open while we talk to GitHub.
    """

    def get_urls(self) -> list[URLPattern]:
        choose = self.admin_site.admin_view(self.choose_view)
        return [path("choose/", choose, name="digest_repository_choose"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Paste, and read what became of each line."""
        self._refuse_others(request)
        pasted = "\n".join([request.POST.get("repository", ""), *request.POST.getlist("chosen")])
        form = TrackForm({"repository": pasted} if request.method == "POST" else None)
        answers = track_lines(form.cleaned_data["repository"]) if form.is_valid() else []
        for answer in answers:
            self._record(request, answer)
        if len(answers) == 1 and answers[0].repository:
            return HttpResponseRedirect(page_url(Repository, answers[0].repository.pk))
        left = "\n".join(answer.line for answer in answers if not answer.repository)
        shown = TrackForm(initial={"repository": left}) if answers else form
        return self._page(request, "track", _("Track repositories"), shown, answers=answers)

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """A list to tick; what is ticked goes to the page above."""
        self._refuse_others(request)
        form, listing = ListingForm(request.GET or None), None
        if form.is_bound and form.is_valid():
            try:
                listing = read_listing(form.cleaned_data["kind"], form.cleaned_data["login"])
            except TrackingError as error:
                form.add_error("login", str(error))
        tracked = set(Repository.objects.active().values_list("github_id", flat=True))
        more = {
            "listing": listing,
            "tracked": tracked,
            "most": MAX_LINES,
            "add_url": reverse("admin:digest_repository_add"),
        }
        return self._page(request, "choose", _("Choose repositories"), form, **more)

    def _refuse_others(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _record(self, request: HttpRequest, answer: Answer) -> None:
        if answer.outcome not in NEW or not answer.repository:
            return
        self.log_addition(request, answer.repository, [{"added": {}}])
        told = _("Tracked: %(name)s. Give it a group and a line in each language.")
        messages.success(request, told % {"name": answer.repository})

    def _page(self, request, name, title, form, **more):
        fieldsets = [(None, {"fields": list(form.fields)})]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "adminform": AdminForm(form, fieldsets, {}, (), self),
            "errors": form.errors,
            "media": self.media,
            **more,
        }
        return TemplateResponse(request, f"admin/digest/repository/{name}.html", context)
