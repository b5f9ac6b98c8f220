"""Following a repository: paste its name, have GitHub confirm it, give it a line in each language, switch it off."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest.admin.texts import TextsMixin
from digest.admin_links import out_link
from digest.models import Repository, RepositoryGroup
from digest.tracking import TrackingError, track


class TrackForm(forms.Form):
    """One input: owner/name, or the repository's address on GitHub. Cleaning asks GitHub."""

    repository = forms.CharField(
        label=_("Repository"),
        max_length=300,
        help_text=_("owner/name, or its address on GitHub. GitHub is asked whether it exists."),
        widget=forms.TextInput({"class": "vTextField", "autofocus": True, "placeholder": "vllm-project/vllm"}),
    )

    def clean_repository(self) -> Repository:
        """The Repository, tracked from now on."""
        try:
            return track(self.cleaned_data["repository"])
        except (TrackingError, ValueError) as error:
            raise forms.ValidationError(str(error)) from error


@admin.register(Repository)
class RepositoryAdmin(TextsMixin, admin.ModelAdmin):
    texts = {"lines": _("What it is, in one line, as readers see it under its name.")}
    list_display = ["full_name", "group_name", "line_here", "is_active", "trouble", "last_activity"]
    list_filter = ["is_active", "trouble", "group"]
    search_fields = ["full_name"]
    search_help_text = _("Owner or name")
    list_select_related = ["group"]
    actions = ["switch_on", "switch_off"]
    fields = ["on_github", "is_active", "group", "lines", "trouble", "created_at"]
    readonly_fields = ["on_github", "trouble", "created_at"]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Its own view: Django's holds a transaction open, and none may be open while we talk to GitHub."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TrackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._tracked(request, form.cleaned_data["repository"])
        fieldsets = [(None, {"fields": ["repository"]})]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Track a repository"),
            "opts": self.opts,
            "adminform": AdminForm(form, fieldsets, {}, (), self),  # type: ignore[arg-type]  # any form will do
            "errors": form.errors,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/digest/repository/track.html", context)

    def _tracked(self, request, repository):
        self.log_addition(request, repository, [{"added": {}}])
        messages.success(
            request, _("Tracked: %(name)s. Give it a group and a line in each language.") % {"name": repository}
        )
        return HttpResponseRedirect(reverse("admin:digest_repository_change", args=[repository.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Repository | None = None) -> bool:
        """One that has a history is switched off, so that the digests that told of it stay whole."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.activities.exists())

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(last=Max("activities__occurred_at"))

    @admin.display(description=_("On GitHub"))
    def on_github(self, repository: Repository) -> str:
        return out_link(repository.url, repository.full_name)

    @admin.display(description=_("group"), ordering="group__position", empty_value="–")
    def group_name(self, repository: Repository) -> str | None:
        return repository.group.name(get_language()) if repository.group else None

    @admin.display(description=_("line"))
    def line_here(self, repository: Repository) -> str:
        return repository.line(get_language())

    @admin.display(description=_("last activity"), ordering="last", empty_value="–")
    def last_activity(self, repository: Any) -> dt.datetime | None:
        return repository.last

    @admin.action(description=_("Track the selected repositories again"), permissions=["change"])
    def switch_on(self, request: HttpRequest, repositories: QuerySet[Repository]) -> None:
        self._report(request, repositories, _("Tracked again: %(names)s."))
        repositories.update(is_active=True)

    @admin.action(description=_("Switch off the selected repositories"), permissions=["change"])
    def switch_off(self, request: HttpRequest, repositories: QuerySet[Repository]) -> None:
        self._report(request, repositories, _("Switched off: %(names)s."))
        repositories.update(is_active=False)

    def _report(self, request, repositories, told):
        """Logs and names the repositories before a change makes the list that was asked for another."""
        for repository in repositories:
            self.log_change(request, repository, told % {"names": repository})
        messages.success(request, told % {"names": ", ".join(map(str, repositories))})


@admin.register(RepositoryGroup)
class RepositoryGroupAdmin(TextsMixin, admin.ModelAdmin):
    texts = {"names": _("The heading over its repositories in the sign-up form.")}
    list_display = ["name_here", "slug", "position", "members"]
    fields = ["names", "slug", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("repository_set")

    @admin.display(description=_("name"), ordering="slug")
    def name_here(self, group: RepositoryGroup) -> str:
        return group.name(get_language())

    @admin.display(description=_("repositories"))
    def members(self, group: RepositoryGroup) -> str:
        return ", ".join(repository.name for repository in group.repository_set.all())
