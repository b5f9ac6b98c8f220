"""Repositories that readers and visitors asked for: how many of them, and the verb that tracks one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from digest.tracking import TrackingError, track
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
        for row in list(rows):
            try:
                level, outcome = messages.SUCCESS, _("Tracked: %(name)s.") % {"name": track(row.full_name)}
            except TrackingError as error:
                level, outcome = messages.ERROR, str(error)
            self.log_change(request, row, outcome)
            messages.add_message(request, level, outcome)
