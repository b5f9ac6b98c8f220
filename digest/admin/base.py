"""What several admin pages share: records that nobody edits, and links from one row to another."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html


class ReadOnly:
    """A mixin for admins and inlines of records: looked at, never added, changed or deleted."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list and a page to read; its lists count their rows once, whatever their length."""

    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows that belong to the row shown, to read."""

    extra = 0
    can_delete = False


def row_link(row, text=None):
    """A link to this row's own admin page; a dash where there is no row."""
    if row is None:
        return "–"
    return format_html('<a href="{}">{}</a>', page_url(type(row), row.pk), text or row)


def page_url(model, pk):
    """The address of a row's own admin page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[quote(pk)])


def list_link(model, text, **lookups):
    """A link to the list of this model, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=lookups)
    return format_html('<a href="{}">{}</a>', url, text)


def out_link(url, text):
    """A link that leaves the house, to GitHub."""
    return format_html('<a href="{}" rel="noreferrer" target="_blank">{}</a>', url, text)


class VerbsOnPage:
    """A mixin for a ModelAdmin: its actions are also buttons on the page of one row, and lead back to that page."""

    verbs = ()  # names of the actions that are buttons
    change_form_template = "admin/verbs_form.html"

    def verbs_for(self, request, row):
        """(name, label) of what may be done to this row now."""
        actions = self.get_actions(request)
        return [(name, actions[name][2]) for name in self.verbs if name in actions]

    def render_change_form(self, request, context, *args, **kwargs):
        if kwargs.get("obj"):
            context["verbs"] = self.verbs_for(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(self, request, queryset):
        response = super().response_action(request, queryset)
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if "on_page" in request.POST and len(selected) == 1 and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(page_url(self.model, selected[0]))
        return response
