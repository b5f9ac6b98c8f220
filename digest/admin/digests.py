"""The operator's view of a digest: what was fetched, what is told and why, what it cost, and its verbs."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest import tasks
from digest.admin.base import ReadOnlyInline, VerbsOnPage
from digest.admin.digest_parts import outcomes_of, parts_of
from digest.admin.rewrite_page import REWRITE, rewrite_page
from digest.admin_links import row_link
from digest.desk import approval
from digest.desk.open_digest import why_not
from digest.models import Completion, Coverage, Digest, Repository, Statement
from digest.models.digest import GITHUB_BEGAN, day_window
from digest.pass_rates import rates, read_twice, recent_rates

Status, Outcome = Digest.Status, Statement.Outcome
SETTLED = (Status.PUBLISHED, Status.REJECTED)  # nothing of it is collected or built any more
BY_MODEL = Q(outcome__in=[Outcome.PASSED, Outcome.REPAIRED])


class DayForm(forms.ModelForm):
    """A day that is over and has no digest yet."""

    def clean_date(self) -> dt.date:
        date = self.cleaned_data["date"]
        now = dt.datetime.now(dt.UTC)
        if date < GITHUB_BEGAN:
            raise ValidationError(_("GitHub did not exist on this day."))
        # The last day that dates know has no next one to end at.
        if date > now.date() or day_window(date)[1] > now:
            raise ValidationError(_("This day is not over yet."))
        return date


class CompletionInline(ReadOnlyInline):
    model = Completion
    fields = ["link", "repository", "model", "stop_reason", "attempts", "tokens", "cost_usd", "error"]
    readonly_fields = ["link", "tokens"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("repository", "digest")

    @admin.display(description=_("purpose"))
    def link(self, completion: Completion) -> str:
        return row_link(completion, completion.get_purpose_display())

    @admin.display(description=_("tokens in / out"))
    def tokens(self, completion: Completion) -> str:
        return f"{completion.usage.get('input_tokens', '-')} / {completion.usage.get('output_tokens', '-')}"


def per_digest(rows: QuerySet, aggregate: Aggregate) -> Subquery:
    """This aggregate over the rows of each digest, as one subquery: joins would multiply the rows with each other."""
    return Subquery(rows.filter(digest=OuterRef("pk")).order_by().values("digest").values_list(aggregate))


@admin.register(Digest)
class DigestAdmin(VerbsOnPage, admin.ModelAdmin):
    """Read here, moved on by actions; a digest is never edited, and one that was begun is never deleted."""

    form = DayForm
    list_display = ["date", "status", "fetched", "stories", "written", "cost", "trouble", "published_at"]
    list_filter = ["status"]
    date_hierarchy = "date"
    actions = verbs = ["collect", "build", "approve", "reject", "take_back"]
    rights = dict.fromkeys(actions, ("digest.change_digest",))
    inlines = [CompletionInline]
    change_form_template = "admin/digest/digest/read.html"
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        place = "<int:pk>/rewrite/<int:repository>/"
        page = path(place, self.admin_site.admin_view(self.rewrite), name="digest_digest_rewrite")
        return [page, *super().get_urls()]

    def rewrite(self, request: HttpRequest, pk: int, repository: int) -> HttpResponse:
        """The page that has a repository written anew; only for who may change statements and spend money on it."""
        if not request.user.has_perms(REWRITE):
            raise PermissionDenied
        digest, named = get_object_or_404(Digest, pk=pk), get_object_or_404(Repository, pk=repository)
        return rewrite_page(request, digest, named, self)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        stories = Statement.objects.filter(role=Statement.Role.STORY)
        coverage = Coverage.objects.all()
        return (
            super()
            .get_queryset(request)
            .annotate(
                kinds_in_all=per_digest(coverage, Count("pk")),
                kinds_fetched=per_digest(coverage.filter(status=Coverage.Status.OK), Count("pk")),
                stories_in_all=per_digest(stories, Count("pk")),
                stories_written=per_digest(stories.filter(BY_MODEL), Count("pk")),
                cost_usd=per_digest(Completion.objects.all(), Sum("cost_usd")),
            )
        )

    def get_fields(self, request: HttpRequest, obj: Digest | None = None) -> list[Any]:
        if obj is None:
            return ["date"]
        being_made = [] if obj.is_closed else [("claimed_at", "attempts", "retry_at", "held_at"), "trouble"]
        return [
            ("date", "status", "published_at"),
            ("starts_at", "ends_at"),
            ("fetched", "stories", "written", "cost"),
            *being_made,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Digest | None = None) -> list[str]:
        return ["fetched", "stories", "written", "cost"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Digest | None) -> list[Any]:
        return self.inlines if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Digest, form: Any, change: bool) -> None:
        """A day that was never begun: its window is made here, and building it is started."""
        obj.starts_at, obj.ends_at = day_window(obj.date)
        super().save_model(request, obj, form, change)
        tasks.build_day.delay_on_commit(obj.date.isoformat())
        messages.info(request, _("Building %(date)s was started; reload to see it move on.") % {"date": obj})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        digest = kwargs.get("obj")
        if digest:
            context |= {
                "parts": list(parts_of(digest)),
                "kinds": Coverage.Kind.choices,
                "outcomes": outcomes_of(digest),
                "outcome_names": Outcome.labels,
                "rates": rates(digest.statements),
                "read_twice": read_twice(digest.statements),
                "recent_rates": recent_rates(digest.date),
                "decided_at": approval.decided_at(digest),
                "goes_out": settings.DIGEST_APPROVAL_TIMEOUT == "publish",
                "may_rewrite": request.user.has_perms(REWRITE) and not why_not(digest),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("fetched"))
    def fetched(self, digest: Any) -> str:
        return _("%(fetched)s of %(all)s") % {"fetched": digest.kinds_fetched or 0, "all": digest.kinds_in_all or 0}

    @admin.display(description=_("stories"))
    def stories(self, digest: Any) -> int:
        return digest.stories_in_all or 0

    @admin.display(description=_("written by Claude"))
    def written(self, digest: Any) -> int:
        return digest.stories_written or 0

    @admin.display(description=_("cost in USD"))
    def cost(self, digest: Any) -> str:
        return f"{digest.cost_usd or 0:.4f}"

    @admin.action(description=_("Collect from GitHub"))
    def collect(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        self._start(request, digests, tasks.collect_day, _("Collecting %(dates)s was started."))

    @admin.action(description=_("Build: collect and write what is missing"))
    def build(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        self._start(request, digests, tasks.build_day, _("Building %(dates)s was started."))

    @admin.action(description=_("Approve what is held"))
    def approve(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        """Held digests become ready; the next round publishes them."""
        told = _("Approved: %(dates)s. The next round publishes.")
        self.report(request, list(filter(approval.approve, digests)), told, _("None of these is held for approval."))

    @admin.action(description=_("Reject: never publish what is held"))
    def reject(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        told = _("Rejected: %(dates)s. No reader gets to see it, unless you take that back.")
        self.report(request, list(filter(approval.reject, digests)), told, _("None of these is held for approval."))

    @admin.action(description=_("Take the rejection back"))
    def take_back(self, request: HttpRequest, digests: QuerySet[Digest]) -> None:
        told = _("Held again: %(dates)s.")
        self.report(request, list(filter(approval.take_back, digests)), told, _("None of these is rejected."))

    def report(self, request: HttpRequest, digests: list[Digest], told: str | Promise, nothing: str | Promise) -> None:
        """Logs and names the digests that something was done to, or says why nothing was."""
        for digest in digests:
            self.log_change(request, digest, told % {"dates": digest})
        if digests:
            messages.success(request, told % {"dates": ", ".join(map(str, digests))})
        else:
            messages.warning(request, str(nothing))

    def _start(self, request, digests, task, told):
        """Rings for each digest that is not closed; says which."""
        open_digests = [digest for digest in digests if digest.status not in SETTLED]
        for digest in open_digests:
            task.delay_on_commit(digest.date.isoformat())
        self.report(
            request,
            open_digests,
            told,
            _("Published and rejected digests stay as they are: nothing was started."),
        )
