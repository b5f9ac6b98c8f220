"""Whether mails go out, and the one button that goes on after sending has stopped by itself."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, VerbsOnPage
from newsletter import tasks
from newsletter.admin.history import log_action
from newsletter.models import SendingState
from newsletter.sending import circuit_breaker


@admin.register(SendingState)
class SendingAdmin(VerbsOnPage, ReadOnlyAdmin):
    list_display = ["__str__", "stopped_at", "reply", "attempted", "failed"]
    actions = verbs = ["stop", "resume"]
    rights = dict.fromkeys(actions, ("newsletter.change_sendingstate",))
    fields = [("stopped_at", "reason"), "reply", ("counts_digest_date", "attempted", "failed"), "next_send_at"]

    def verbs_for(self, request: HttpRequest, row: SendingState) -> list[tuple[str, str]]:
        now = "resume" if row.stopped_at else "stop"
        return [(name, label) for name, label in super().verbs_for(request, row) if name == now]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SendingState]:
        """The one row, also before anything was sent: it has the button that stops."""
        SendingState.objects.row()
        return super().get_queryset(request)

    @admin.action(description=_("Stop sending"))
    def stop(self, request: HttpRequest, rows: QuerySet[SendingState]) -> None:
        """What is on its way arrives; nothing more is claimed, by no sender, from this moment on."""
        if SendingState.objects.stopped().exists():
            messages.warning(request, _("Sending is stopped already."))
            return
        circuit_breaker.trip(SendingState.Reason.OPERATOR, "")
        log_action(request, rows, "stop")
        messages.success(request, _("Sending is stopped. What is due waits until you go on."))

    @admin.action(description=_("Go on sending"))
    def resume(self, request: HttpRequest, rows: QuerySet[SendingState]) -> None:
        if not circuit_breaker.reset():
            messages.warning(request, _("Sending was not stopped."))
            return
        tasks.send_due.delay_on_commit()
        log_action(request, rows, "go on")
        messages.success(request, _("Mails go out again."))
