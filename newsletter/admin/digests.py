"""A digest's page with its deliveries on it: publish it, send again what failed, see it as a reader would."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from digest.admin.digests import DigestAdmin
from digest.admin_links import list_link
from digest.models import Digest
from newsletter import tasks
from newsletter.admin.preview import may_preview
from newsletter.models import Delivery

admin.site.unregister(Digest)


@admin.register(Digest)
class PostedDigestAdmin(DigestAdmin):
    """What the room below knows of a digest, and its deliveries."""

    actions = [*DigestAdmin.actions, "publish", "send_again"]
    verbs = actions
    rights = DigestAdmin.rights | {
        "publish": ["digest.change_digest", "newsletter.add_delivery"],
        "send_again": ["newsletter.change_delivery"],
    }

    def verbs_for(self, request: HttpRequest, row: Digest) -> list[tuple[str, str]]:
        """Only what makes sense for this digest now."""
        senseless = {
            "collect": row.is_closed,
            "build": row.is_closed,
            "approve": row.status != Digest.Status.HELD,
            "publish": row.status != Digest.Status.READY,
            "send_again": not row.deliveries.filter(status=Delivery.Status.FAILED).exists(),
        }
        return [(name, label) for name, label in super().verbs_for(request, row) if not senseless.get(name)]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        digest = kwargs.get("obj")
        if digest and request.user.has_perm("newsletter.view_delivery"):
            context["post"] = status_links(digest)
        if digest and may_preview(request):
            context["preview_url"] = reverse("admin:newsletter_delivery_preview", query={"digest": digest.pk})
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Publish: owe every reader their mail"))
    def publish(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        ready = [digest for digest in digests if digest.status == Digest.Status.READY]
        if ready:
            tasks.publish_days.delay_on_commit([digest.date.isoformat() for digest in ready])
        told = _("Publishing %(dates)s was started.")
        self.report(request, ready, told, _("Only a digest that is ready can be published."))

    @admin.action(description=_("Send again what failed"))
    def send_again(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        """Failed ones only: an uncertain one may have arrived, and is sent again one by one from their list."""
        count = Delivery.objects.filter(digest__in=digests, status=Delivery.Status.FAILED).requeue()
        if not count:
            messages.warning(request, _("No mail of these digests failed."))
            return
        tasks.send_due.delay_on_commit()
        told = ngettext("%(count)d mail is being sent again.", "%(count)d mails are being sent again.", count)
        messages.success(request, told % {"count": count})


def status_links(digest: Digest) -> list[str]:
    """Links such as "12 sent" to the deliveries of each status."""
    counts = dict(digest.deliveries.order_by().values_list("status").annotate(Count("pk")))
    lookups = {"digest__id__exact": digest.pk}
    return [
        list_link(Delivery, f"{counts[code]} {name}", **lookups, status__exact=code)
        for code, name in Delivery.Status.choices
        if code in counts
    ]
