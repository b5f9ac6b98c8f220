"""A reader's page with their mails on it: why did Ada get no mail?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyInline
from digest.admin_links import row_link
from newsletter.admin.preview import may_preview
from newsletter.models import Delivery
from subscribers.admin import SubscriberAdmin
from subscribers.models import Subscriber

MAX_DELIVERIES_SHOWN = 60  # after a year a reader has hundreds; the list of deliveries has them all


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = ["link", "status", "skip_reason", "reply", "attempts", "due_at", "sent_at"]

    readonly_fields = ["link"]
    verbose_name_plural = _("newest deliveries")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Of this reader, whom only the address of the page names: a sliced queryset could not be filtered later."""
        page = request.resolver_match
        theirs = Delivery.objects.filter(subscriber=page.kwargs["object_id"] if page else None)
        newest = theirs.order_by("-due_at").values("pk")[:MAX_DELIVERIES_SHOWN]
        return super().get_queryset(request).select_related("digest").filter(pk__in=newest)

    @admin.display(description=_("digest"))
    def link(self, delivery: Delivery) -> str:
        return row_link(delivery, delivery.digest)


admin.site.unregister(Subscriber)


@admin.register(Subscriber)
class ReaderAdmin(SubscriberAdmin):
    inlines = [DeliveryInline, *SubscriberAdmin.inlines]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        reader = kwargs.get("obj")
        if reader and may_preview(request):
            context["preview_url"] = reverse("admin:newsletter_delivery_preview", query={"reader": reader.email})
        return super().render_change_form(request, context, *args, **kwargs)
