"""Whether mails go out, the buttons that stop them and go on, and what DNS says of the sender's domain."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, VerbsOnPage
from newsletter import tasks
from newsletter.admin.history import log_action
from newsletter.alerts.notify import operators
from newsletter.models import SendingState
from newsletter.sender_domain.findings import look, return_domain
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

    def get_urls(self) -> list[Any]:
        domain = self.admin_site.admin_view(self.domain)
        return [path("domain/", domain, name="newsletter_sendingstate_domain"), *super().get_urls()]

    def domain(self, request: HttpRequest) -> TemplateResponse:
        """What DNS says of the sender's domain. Asked anew each time, for three seconds at most."""
        if not request.user.has_perm("newsletter.view_sendingstate"):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("The sender's domain"),
            "opts": self.opts,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "return_domain": return_domain(),
            "findings": look(),
            "operators": operators(),
        }
        return TemplateResponse(request, "admin/newsletter/sendingstate/domain.html", context)

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
