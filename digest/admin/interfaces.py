"""Interface changes to read, and which files could not be compared, with the reason in words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin
from digest.admin.records import shorten, shown_json, shown_list
from digest.coverage_reasons import reason_text
from digest.models import InterfaceChange, InterfaceReading


@admin.register(InterfaceChange)
class InterfaceChangeAdmin(ReadOnlyAdmin):
    list_display = ["kind", "named", "moved", "place", "is_breaking", "activity"]
    list_filter = ["is_breaking", "kind", "activity__repository"]
    list_select_related = ["activity"]
    date_hierarchy = "activity__digest__date"
    search_fields = ["symbol", "parameter", "path"]
    search_help_text = _("Name, parameter or path")

    @admin.display(description=_("name"), ordering="symbol")
    def named(self, change: InterfaceChange) -> str:
        return f"{change.symbol}({change.parameter})" if change.parameter else change.symbol

    @admin.display(description=_("before and after"))
    def moved(self, change: InterfaceChange) -> str:
        texts = [shorten(text) for text in (change.before, change.after) if text]
        return " → ".join(texts)

    @admin.display(description=_("path"), ordering="path")
    def place(self, change: InterfaceChange) -> str:
        """May break behind each slash."""
        where = f"{change.path}:{change.line}" if change.line else change.path
        return where.replace("/", "/\u200b")


@admin.register(InterfaceReading)
class InterfaceReadingAdmin(ReadOnlyAdmin):
    list_display = ["activity", "compared", "reasons", "is_final", "read_at"]
    list_filter = ["is_final", "activity__repository"]
    list_select_related = ["activity"]
    date_hierarchy = "activity__digest__date"
    fields = ["activity", "compared", "shown_unread", "shown_counted", "is_final", "read_at"]

    @admin.display(description=_("files not compared"))
    def reasons(self, reading: InterfaceReading) -> str:
        return " ".join(dict.fromkeys(str(reason_text(reason)) for _path, reason in reading.unread)) or "–"

    @admin.display(description=_("files not compared"))
    def shown_unread(self, reading: InterfaceReading) -> str:
        return shown_list([f"{path or '–'}: {reason_text(reason)}" for path, reason in reading.unread])

    @admin.display(description=_("only counted"))
    def shown_counted(self, reading: InterfaceReading) -> str:
        return shown_json(reading.counted)
