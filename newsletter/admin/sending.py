"""Whether mails go out, and the one button that goes on after sending has stopped by itself."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, VerbsOnPage
from newsletter import tasks
from newsletter.models import SendingState
from newsletter.sending import circuit_breaker


@admin.register(SendingState)
class SendingAdmin(VerbsOnPage, ReadOnlyAdmin):
    list_display = ["__str__", "stopped_at", "reply", "attempted", "failed"]
    actions = verbs = ["go_on"]
    fields = [("stopped_at", "reason"), "reply", ("counts_digest_date", "attempted", "failed"), "next_send_at"]

    def has_operate_permission(self, request):
        return request.user.has_perm("newsletter.change_sendingstate")

    def verbs_for(self, request, row):
        return super().verbs_for(request, row) if row.stopped_at else []

    @admin.action(description=_("Go on sending"), permissions=["operate"])
    def go_on(self, request, rows):
        if not circuit_breaker.reset():
            return messages.warning(request, _("Sending was not stopped."))
        tasks.send_due.delay_on_commit()
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, [{"changed": {"fields": ["go on"]}}])
        return messages.success(request, _("Mails go out again."))
