"""A reader's page with their mails on it: why did Ada get no mail?"""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyInline
from digest.admin_links import row_link
from newsletter.models import Delivery
from subscribers.admin import SubscriberAdmin
from subscribers.models import Subscriber

NEWEST = 60  # after a year a reader has hundreds; the ledger has them all


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = ["link", "status", "skip_reason", "reply", "attempts", "due_at", "sent_at"]

    readonly_fields = ["link"]
    verbose_name_plural = _("newest deliveries")

    def get_queryset(self, request):
        """Of this reader, whom only the address of the page names: a sliced queryset could not be filtered later."""
        theirs = Delivery.objects.filter(subscriber=request.resolver_match.kwargs["object_id"])
        newest = theirs.order_by("-due_at").values("pk")[:NEWEST]
        return super().get_queryset(request).select_related("digest").filter(pk__in=newest)

    @admin.display(description=_("digest"))
    def link(self, delivery):
        return row_link(delivery, delivery.digest)


admin.site.unregister(Subscriber)


@admin.register(Subscriber)
class ReaderAdmin(SubscriberAdmin):
    inlines = [DeliveryInline, *SubscriberAdmin.inlines]

    def render_change_form(self, request, context, *args, **kwargs):
        reader = kwargs.get("obj")
        if reader:
            context["preview_url"] = reverse("admin:newsletter_delivery_preview", query={"reader": reader.email})
        return super().render_change_form(request, context, *args, **kwargs)
