"""Alerts, to read: what was wrong, since when, and when it was over."""

from django.contrib import admin

from digest.admin.base import ReadOnlyAdmin
from newsletter.models import Alert


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "reason", "since", "ended_at", "told_at"]
    list_filter = ["kind"]
    search_fields = ["subject", "reason"]
    fields = ["kind", "subject", "reason", ("since", "told_at"), ("ended_at", "end_told_at")]
