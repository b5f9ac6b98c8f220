"""Corrections to read: what was said, what is right, who says so, and how many readers were told."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, ReadOnlyInline
from digest.admin.bounded import MAX_COUNTED
from digest.admin.texts import language_name
from digest.admin_links import row_link
from digest.models import Correction
from newsletter.models import CorrectionDelivery


class ShowsBothTexts(admin.options.BaseModelAdmin):
    """What a correction changed, side by side and in every language."""

    @admin.display(description=_("changed"))
    def changed(self, correction: Correction) -> str:
        rows = (
            (language_name(language), language, _running(before), _running(correction.after[language]))
            for language, before in correction.before.items()
        )
        row = '<dt>{}</dt><dd lang="{}"><del>{}</del><br><ins>{}</ins></dd>'
        return format_html('<dl class="texts">{}</dl>', format_html_join("", row, rows))

    @admin.display(description=_("why"))
    def why(self, correction: Correction) -> str:
        return str(correction)

    @admin.display(description=_("readers told"))
    def told(self, correction: Correction) -> str:
        """Counted so far as a page has time for."""
        count = CorrectionDelivery.objects.filter(correction=correction)[:MAX_COUNTED].count()
        return f"{count}+" if count == MAX_COUNTED else str(count)


def _running(words: dict[str, str]) -> str:
    return " ".join(filter(None, (words["headline"], words["detail"])))  # jsonb has an order of its own


class CorrectionInline(ShowsBothTexts, ReadOnlyInline):
    model = Correction
    fields = ["made_at", "changed", "why", "made_by", "told"]
    readonly_fields = ["changed", "why", "told"]


@admin.register(Correction)
class CorrectionAdmin(ShowsBothTexts, ReadOnlyAdmin):
    list_display = ["made_at", "statement_link", "changed", "why", "made_by"]
    list_select_related = ["statement", "made_by"]
    date_hierarchy = "made_at"
    fields = ["made_at", "statement_link", "changed", "why", "made_by", "told"]

    @admin.display(description=_("statement"))
    def statement_link(self, correction: Correction) -> str:
        return row_link(correction.statement)
