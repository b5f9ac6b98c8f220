"""Reports of mistakes, and the same beside the statement that they are about."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, ReadOnlyInline
from digest.admin.statements import StatementAdmin, headline_here
from digest.admin.texts import language_name
from digest.admin_links import row_link
from digest.corrections import why_not
from digest.models import Statement
from newsletter.admin.correct_statement import correct_page, may_correct
from newsletter.admin.corrections import CorrectionInline
from newsletter.admin.history import log_action
from newsletter.models import StatementReport

admin.site.unregister(Statement)


class StatementReportInline(ReadOnlyInline):
    model = StatementReport
    fields = ["created_at", "text", "language", "looked_at"]


@admin.register(Statement)
class ReportedStatementAdmin(StatementAdmin):
    """What the room below knows of a statement, what readers say is wrong with it, and what was corrected."""

    inlines = [StatementReportInline, CorrectionInline]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.correct)
        return [path("<int:pk>/correct/", page, name="digest_statement_correct"), *super().get_urls()]

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_correct(request):
            raise PermissionDenied
        return correct_page(request, pk, self)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        statement = kwargs.get("obj")
        if statement and not why_not(statement.digest, statement) and may_correct(request):
            context["correct_url"] = correct_url(statement.pk)
        return super().render_change_form(request, context, *args, **kwargs)


def correct_url(pk: int) -> str:
    """The page on which this statement is corrected."""
    return reverse("admin:digest_statement_correct", args=[pk])


@admin.register(StatementReport)
class StatementReportAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "text", "statement_link", "language_here", "looked_at"]
    list_filter = [("looked_at", admin.EmptyFieldListFilter), "language"]
    list_select_related = ["statement__main"]
    date_hierarchy = "created_at"
    search_fields = ["text"]
    fields = ["created_at", "text", "statement_link", "language_here", "looked_at"]
    actions = ["mark_looked_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementReport]:
        return super().get_queryset(request).prefetch_related("statement__texts")

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], Any]]:
        return [*super().get_list_display(request), *self._verbs(request)]

    def get_fields(self, request: HttpRequest, obj: StatementReport | None = None) -> list[Any]:
        return [*super().get_fields(request, obj), *self._verbs(request)]

    def get_readonly_fields(self, request: HttpRequest, obj: StatementReport | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *self._verbs(request)]

    def _verbs(self, request: HttpRequest) -> list[str]:
        return ["correct_link"] if may_correct(request) else []

    @admin.display(description=_("correct"))
    def correct_link(self, report: StatementReport) -> str:
        return format_html('<a href="{}">{}</a>', correct_url(report.statement_id), _("Correct this statement"))

    @admin.display(description=_("statement"))
    def statement_link(self, report: StatementReport) -> str:
        return row_link(report.statement, headline_here(report.statement))

    @admin.display(description=_("language"), ordering="language")
    def language_here(self, report: StatementReport) -> str:
        return language_name(report.language) if report.language else "–"

    def has_mark_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_statementreport")

    @admin.action(description=_("Mark as looked at"), permissions=["mark"])
    def mark_looked_at(self, request: HttpRequest, reports: QuerySet[StatementReport]) -> None:
        fresh = list(reports.filter(looked_at=None))
        reports.filter(looked_at=None).update(looked_at=timezone.now())
        log_action(request, fresh, "looked at")
