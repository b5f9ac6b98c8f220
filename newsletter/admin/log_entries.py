"""Who changed what, over all pages of the admin: Django's own log, to search and not to touch."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Only for who may see log entries: superusers, and whom one of them allows it."""

    list_display = ["action_time", "user", "action_flag", "content_type", "object_repr", "change"]
    list_filter = ["action_flag", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "content_type"]
    search_fields = ["=object_id", "object_repr", "user__username"]
    search_help_text = _("A row's name or id, or who changed it")
    fields = ["action_time", "user", "action_flag", "content_type", "object_id", "object_repr", "change"]

    @admin.display(description=_("change"))
    def change(self, entry: LogEntry) -> str:
        return str(entry.get_change_message())
