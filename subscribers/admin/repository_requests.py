"""Repositories that readers and visitors asked for: how many of them, and the verb that tracks one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from digest.tracking_lists import MAX_LINES, track_lines
from subscribers.models import RepositoryRequest


@admin.register(RepositoryRequest)
class RepositoryRequestAdmin(admin.ModelAdmin):
    """Names were typed by strangers: they are shown, and lead nowhere."""

    list_display = ["full_name", "times_asked", "readers", "created_at"]
    search_fields = ["full_name"]
    actions = ["track"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_track_permission(self, request: HttpRequest) -> bool:
        """Tracking makes a repository."""
        return request.user.has_perm("digest.add_repository")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RepositoryRequest]:
        """Those still waiting; a repository that is tracked needs no attention."""
        waiting = super().get_queryset(request).exclude(pk__in=RepositoryRequest.objects.answered().values("pk"))
        return waiting.annotate(reader_count=Count("asks", filter=Q(asks__subscriber__isnull=False)))

    @admin.display(description=_("readers among them"), ordering="reader_count")
    def readers(self, row: Any) -> int:
        return row.reader_count

    @admin.action(description=_("Track the selected repositories, and tell who asked"), permissions=["track"])
    def track(self, request: HttpRequest, rows: QuerySet[RepositoryRequest]) -> None:
        """GitHub is asked about each; the readers who asked are told by the next sweep. Failures are on record too."""
        asked = list(rows[:MAX_LINES])
        for row, answer in zip(asked, track_lines(row.full_name for row in asked), strict=True):
            level = messages.SUCCESS if answer.repository else messages.ERROR
            outcome = f"{answer.repository or row.full_name}: {answer.told or answer.words}"
            self.log_change(request, row, outcome)
            messages.add_message(request, level, outcome)
