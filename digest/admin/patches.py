"""Which diffs were read, their chosen hunks, and why others were not."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin
from digest.admin.records import shown_json, shown_list
from digest.coverage_reasons import reason_text
from digest.models import Patch


@admin.register(Patch)
class PatchAdmin(ReadOnlyAdmin):
    list_display = ["activity", "reasons", "read_at"]
    list_filter = ["reason", "activity__repository"]
    list_select_related = ["activity"]
    date_hierarchy = "activity__digest__date"
    fields = ["activity", "shown_gaps", "shown_files", "read_at"]

    @admin.display(description=_("files not read"))
    def reasons(self, patch: Patch) -> str:
        return " ".join(str(reason_text(reason)) for reason in patch.gaps) or "–"

    @admin.display(description=_("files not read"))
    def shown_gaps(self, patch: Patch) -> str:
        return shown_list([f"{number}: {reason_text(reason)}" for reason, number in patch.gaps.items()])

    @admin.display(description=_("chosen hunks"))
    def shown_files(self, patch: Patch) -> str:
        return shown_json(patch.files)
