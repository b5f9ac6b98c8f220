"""What several admin pages share: records that nobody edits, and verbs as buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from digest.admin_links import page_url

DELETE = "delete_selected"  # Django's own, which asks for itself


class ReadOnly:
    """A mixin for admins and inlines of records: looked at, never added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list and a page to read; its lists count their rows once, whatever their length."""

    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows that belong to the row shown, to read."""

    extra = 0
    can_delete = False


class VerbsOnPage(admin.ModelAdmin):
    """A ModelAdmin whose actions are also buttons on the page of one row, and lead back to that page.

    Each action asks for the permissions of every model that it touches, which need not be the model of the page.
    """

    verbs: Sequence[str] = ()  # names of the actions that are buttons
    rights: Mapping[str, Sequence[str]] = {}  # name of every action: the permissions that it needs, all of them
    change_form_template = "admin/verbs_form.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        may, actions = request.user.has_perms, super().get_actions(request)
        return {name: action for name, action in actions.items() if name == DELETE or may(self.rights[name])}

    def verbs_for(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """(name, label) of what may be done to this row now."""
        actions = self.get_actions(request)
        return [(name, actions[name][2]) for name in self.verbs if name in actions]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if kwargs.get("obj"):
            context["verbs"] = self.verbs_for(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        response = super().response_action(request, queryset, *args, **kwargs)
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if "on_page" in request.POST and len(selected) == 1 and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(page_url(self.model, selected[0]))
        return response
