"""A digest's page with its deliveries on it: publish it, send again what failed, see it as a reader would."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from digest.admin.digests import SETTLED, DigestAdmin
from digest.admin_links import count_links
from digest.models import Digest
from newsletter import tasks
from newsletter.admin.correct_statement import may_correct
from newsletter.admin.preview import may_preview
from newsletter.deliveries.mail_counts import count_mails
from newsletter.deliveries.publish import is_regular, readers
from newsletter.models import Delivery, StatementReport
from subscribers.models import Subscriber

OLD = dt.timedelta(days=7)


class Publication(NamedTuple):
    """What publishing a digest by hand would do."""

    digest: Digest
    days_old: int
    is_old: bool
    is_regular: bool
    reader_count: int  # who would get it
    left_count: int  # active readers who would not: paused, suppressed, or confirmed later

    @classmethod
    def of(cls, digest: Digest, at: dt.datetime) -> "Publication":
        count, active = readers(digest, at).count(), Subscriber.objects.active().count()
        age = at - digest.ends_at
        return cls(digest, age.days, age > OLD, is_regular(digest, at), count, active - count)


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
            "collect": row.status in SETTLED,
            "build": row.status in SETTLED,
            "approve": row.status != Digest.Status.HELD,
            "reject": row.status != Digest.Status.HELD,
            "take_back": row.status != Digest.Status.REJECTED,
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
        if digest and request.user.has_perm("newsletter.view_statementreport"):
            context["report_counts"] = report_counts(digest)
        if digest and digest.is_closed and may_correct(request):
            context["may_correct"] = True
        if digest and may_preview(request):
            context["preview_url"] = reverse("admin:newsletter_delivery_preview", query={"digest": digest.pk})
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Publish: owe every reader their mail"))
    def publish(self, request: HttpRequest, digests: QuerySet[Digest]) -> HttpResponse | None:
        """Asks first; a day that is older than a week needs a second yes."""
        ready = [digest for digest in digests if digest.status == Digest.Status.READY]
        asked = [Publication.of(digest, timezone.now()) for digest in ready]
        is_agreed = "confirmed" in request.POST and ("old" in request.POST or not any(row.is_old for row in asked))
        if ready and not is_agreed:
            return self._ask(request, asked)
        if ready:
            dates = [digest.date.isoformat() for digest in ready]
            tasks.publish_days.delay_on_commit(dates, as_regular="as_regular" in request.POST)
        told = _("Publishing %(dates)s was started.")
        self.report(request, ready, told, _("Only a digest that is ready can be published."))
        return None

    def _ask(self, request: HttpRequest, asked: list[Publication]) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish?"),
            "opts": self.opts,
            "asked": asked,
            "has_old": any(row.is_old for row in asked),
            "has_beside": not all(row.is_regular for row in asked),
            "is_incomplete": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "admin/digest/digest/publish.html", context)

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


def report_counts(digest: Digest) -> dict[int, int]:
    """How many mistakes readers reported of each statement, by its id."""
    rows = StatementReport.objects.filter(statement__digest=digest).order_by().values_list("statement")
    return dict(rows.annotate(Count("pk")))


def status_links(digest: Digest) -> list[str]:
    """Links such as "12 sent" to the deliveries of each status."""
    return count_links(Delivery, "status", Delivery.Status.choices, count_mails(digest), digest.pk)
