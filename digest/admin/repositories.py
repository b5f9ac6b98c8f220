"""Repositories that are followed: their group, their line in each language, what is wrong with them, switched off."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest.admin.texts import TextsMixin
from digest.admin.tracking import TrackingPages
from digest.admin_links import out_link
from digest.models import Repository, RepositoryGroup


@admin.register(Repository)
class RepositoryAdmin(TrackingPages, TextsMixin, admin.ModelAdmin):
    texts = {"lines": _("What it is, in one line, as readers see it under its name.")}
    list_display = ["full_name", "group", "line_here", "is_active", "trouble", "last_activity"]
    list_editable = ["group"]
    list_filter = ["is_active", "trouble", "group"]
    search_fields = ["full_name"]
    search_help_text = _("Owner or name")
    list_select_related = ["group"]
    actions = ["switch_on", "switch_off"]
    fields = ["on_github", "is_active", "group", "lines", "trouble", "created_at"]
    readonly_fields = ["on_github", "trouble", "created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Repository | None = None) -> bool:
        """One that has a history is switched off, so that the digests that told of it stay whole."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.activities.exists())

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups are read once, and not for each row again; links to add and change one stand on its own page."""
        formset = super().get_changelist_formset(request, **kwargs)
        group: Any = formset.form.base_fields["group"]
        group.widget, choices = group.widget.widget, list(group.choices)
        group.choices = choices
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(last=Max("activities__occurred_at"))

    @admin.display(description=_("On GitHub"))
    def on_github(self, repository: Repository) -> str:
        return out_link(repository.url, repository.full_name)

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
    list_editable = ["position"]
    fields = ["names", "slug", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("repository_set")

    @admin.display(description=_("name"), ordering="slug")
    def name_here(self, group: RepositoryGroup) -> str:
        return group.name(get_language())

    @admin.display(description=_("repositories"))
    def members(self, group: RepositoryGroup) -> str:
        return ", ".join(repository.name for repository in group.repository_set.all())
