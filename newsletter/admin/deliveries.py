"""Every mail owed, its fate and the reason, as a list to read; what failed or is uncertain can be sent again."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from digest import languages
from digest.admin.base import ReadOnlyAdmin, ReadOnlyInline, VerbsOnPage
from digest.admin.bounded import BoundedAdmin
from digest.admin.records import shorten
from digest.admin_links import out_link, row_link
from digest.models import Digest, Repository
from newsletter import tasks
from newsletter.admin.history import log_action
from newsletter.admin.month import month_page
from newsletter.admin.preview import mail_to_me, may_preview, preview, preview_mail
from newsletter.editions.links import edition_url
from newsletter.models import Delivery, DeliveryEvent
from newsletter.models.delivery import DeliveryQuerySet
from subscribers.models import Subscriber
from subscribers.models.selection import Kind
from subscribers.preferences import threshold_words

Status = Delivery.Status
DAYS_OFFERED = 14  # digests to filter by
# Anymail's words for events and for why a mail was rejected.
EVENT_NAMES = {
    "queued": _("queued"),
    "sent": _("sent"),
    "rejected": _("rejected"),
    "failed": _("failed"),
    "bounced": _("bounced"),
    "deferred": _("delayed"),
    "delivered": _("delivered"),
    "complained": _("complained"),
    "unsubscribed": _("unsubscribed"),
    "invalid": _("no such address"),
    "blocked": _("blocked"),
    "spam": _("taken for spam"),
    "timed_out": _("given up after a while"),
}


class NamesReaders(BoundedAdmin):
    """Pages that name readers by their address, or find them by it: only for who may see readers as well."""

    reader_lookup = "subscriber"  # from a row to its reader

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm("subscribers.view_subscriber")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Readers are read first, so that the planner knows how few they are."""
        if "@" not in search_term:
            return super().get_search_results(request, queryset, search_term)
        found = Subscriber.objects.with_address(search_term.strip()).values_list("pk", flat=True)
        return queryset.filter(**{f"{self.reader_lookup}__in": list(found)}), False


class EventInline(ReadOnlyInline):
    model = DeliveryEvent
    fields = ["occurred_at", "kind", "reject_reason", "description", "esp"]


class DayFilter(admin.SimpleListFilter):
    """The newest days; those before are found from the digest's page."""

    title = _("digest")
    parameter_name = "digest__id__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        newest = Digest.objects.filter(status=Digest.Status.PUBLISHED).order_by("-date")[:DAYS_OFFERED]
        return [(str(digest.pk), str(digest)) for digest in newest]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        chosen = self.value() or ""
        return queryset.filter(digest=int(chosen)) if chosen.isascii() and chosen.isdigit() else queryset


@admin.register(Delivery)
class DeliveryAdmin(NamesReaders, VerbsOnPage, ReadOnlyAdmin):
    list_display = ["subscriber", "digest", "status", "short_reason", "due_at", "sent_at"]
    list_filter = ["status", "skip_reason", DayFilter]
    list_select_related = ["subscriber", "digest"]
    search_fields = ["public_id", "esp_message_id"]
    search_help_text = _("A whole address, public id or provider's message id")
    actions = verbs = ["send_again"]
    rights = {"send_again": ["newsletter.change_delivery"]}  # though nobody edits one
    inlines = [EventInline]
    fields = [
        ("subscriber_link", "digest_link"),
        ("status", "why"),
        ("covers_from", "local_date", "due_at"),
        ("attempts", "retry_at", "claimed_at", "sent_at"),
        "reply",
        ("public_id", "esp_message_id"),
        "chosen",
        "edition",
        "created_at",
    ]

    def get_ordering(self, request: HttpRequest) -> tuple[str]:
        """Of one digest by its own index: the newest of all are looked through in vain for an old one."""
        return ("subscriber",) if request.GET.get(DayFilter.parameter_name) else ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("month/", self._guarded(month_page), name="newsletter_delivery_month"),
            path("preview/", self._guarded(preview), name="newsletter_delivery_preview"),
            path("preview/mail/", self._guarded(preview_mail), name="newsletter_delivery_preview_mail"),
            path("preview/test/", self._guarded(mail_to_me), name="newsletter_delivery_preview_test"),
        ]
        return [*pages, *super().get_urls()]

    def _guarded(self, page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """For staff who may preview."""

        def guarded(request):
            if not may_preview(request):
                raise PermissionDenied
            return page(request, self)

        return self.admin_site.admin_view(guarded)

    def verbs_for(self, request: HttpRequest, row: Delivery) -> list[tuple[str, str]]:
        return super().verbs_for(request, row) if row.status in Delivery.AGAIN else []

    @admin.display(description=_("reason"), ordering="skip_reason")
    def why(self, delivery: Delivery) -> str:
        """Why it was skipped, or what the server said last."""
        return delivery.get_skip_reason_display() if delivery.skip_reason else delivery.reply

    @admin.display(description=_("reason"))
    def short_reason(self, delivery: Delivery) -> str:
        return shorten(str(self.why(delivery)))

    @admin.display(description=_("subscriber"))
    def subscriber_link(self, delivery: Delivery) -> str:
        return row_link(delivery.subscriber)

    @admin.display(description=_("digest"))
    def digest_link(self, delivery: Delivery) -> str:
        return row_link(delivery.digest)

    @admin.display(description=_("edition"))
    def edition(self, delivery: Delivery) -> str:
        """The page behind the mail's View in browser."""
        return out_link(edition_url(delivery), _("View in browser"))

    @admin.display(description=_("selection"))
    def chosen(self, delivery: Delivery) -> str:
        """What the reader had chosen when the digest was published, in words."""
        selection = delivery.selection
        names = Repository.objects.filter(pk__in=selection.repositories).values_list("full_name", flat=True)
        parts = [
            languages.get(selection.language).own_name,
            ", ".join(names) or _("all repositories"),
            ", ".join(selection.topics) or _("all topics"),
            ", ".join(str(Kind(kind).label) for kind in selection.kinds) or _("all kinds"),
            threshold_words(selection.threshold),
        ]
        return format_html_join(" · ", "{}", ((part,) for part in parts))

    @admin.action(description=_("Send again what failed or is uncertain"))
    def send_again(self, request: HttpRequest, deliveries: DeliveryQuerySet) -> None:
        """An uncertain one may have arrived: the operator knows, and chose its row."""
        again = list(deliveries.filter(status__in=Delivery.AGAIN))
        count = deliveries.requeue()
        if not count:
            messages.warning(request, _("Only failed and uncertain mails can be sent again; none of these is."))
            return
        tasks.send_due.delay_on_commit()
        log_action(request, again, "send again")
        told = ngettext(
            "%(count)d mail is being sent again.",
            "%(count)d mails are being sent again.",
            count,
        )
        messages.success(request, told % {"count": count})


@admin.register(DeliveryEvent)
class DeliveryEventAdmin(NamesReaders, ReadOnlyAdmin):
    reader_lookup = "delivery__subscriber"
    list_display = ["received_at", "kind_here", "delivery", "short_reason", "esp"]
    list_filter = ["kind", "reject_reason", "esp"]
    list_select_related = ["delivery"]
    search_fields = ["delivery__esp_message_id", "delivery__public_id"]
    search_help_text = _("A whole address, or the provider's message id or public id of the mail")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_here(self, event: DeliveryEvent) -> str:
        return str(EVENT_NAMES.get(event.kind, event.kind))

    @admin.display(description=_("reason"))
    def short_reason(self, event: DeliveryEvent) -> str:
        words = EVENT_NAMES.get(event.reject_reason, event.reject_reason)
        return shorten(": ".join(filter(None, (str(words), event.description))))
