"""Reports of mistakes, and the same beside the statement that they are about."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, ReadOnlyInline
from digest.admin.records import StatementAdmin
from digest.admin_links import row_link
from digest.models import Statement
from newsletter.admin.history import log_action
from newsletter.models import StatementReport

admin.site.unregister(Statement)


class StatementReportInline(ReadOnlyInline):
    model = StatementReport
    fields = ["created_at", "text", "language", "looked_at"]


@admin.register(Statement)
class ReportedStatementAdmin(StatementAdmin):
    """What the room below knows of a statement, and what readers say is wrong with it."""

    inlines = [StatementReportInline]


@admin.register(StatementReport)
class StatementReportAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "text", "statement_link", "language", "looked_at"]
    list_filter = [("looked_at", admin.EmptyFieldListFilter), "language"]
    list_select_related = ["statement"]
    date_hierarchy = "created_at"
    search_fields = ["text"]
    fields = ["created_at", "text", "statement_link", "language", "looked_at"]
    actions = ["mark_looked_at"]

    @admin.display(description=_("statement"))
    def statement_link(self, report: StatementReport) -> str:
        return row_link(report.statement)

    def has_mark_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_statementreport")

    @admin.action(description=_("Mark as looked at"), permissions=["mark"])
    def mark_looked_at(self, request: HttpRequest, reports: QuerySet[StatementReport]) -> None:
        fresh = list(reports.filter(looked_at=None))
        reports.filter(looked_at=None).update(looked_at=timezone.now())
        log_action(request, fresh, "looked at")
