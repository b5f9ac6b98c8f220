"""The operator's view of a digest: what was fetched, what is told and why, what it cost, and its verbs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest import tasks
from digest.admin.base import ReadOnlyInline, VerbsOnPage
from digest.admin.ranking import moved, why
from digest.admin.records import headline_here
from digest.admin_links import list_link, row_link
from digest.coverage_reasons import reason_text
from digest.models import Completion, Coverage, Digest, Repository, Statement
from digest.models.digest import GITHUB_BEGAN, day_window
from digest.pass_rates import rates, read_twice, recent_rates

Status, Outcome = Digest.Status, Statement.Outcome
BY_MODEL = Q(outcome__in=[Outcome.PASSED, Outcome.REPAIRED])


@dataclass(frozen=True)
class Part:
    """One repository of a digest (None: the whole day): its coverage by kind, its statements, best first."""

    repository: object
    coverage: list
    statements: list


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
    actions = verbs = ["collect", "build", "approve"]
    rights = dict.fromkeys(actions, ("digest.change_digest",))
    inlines = [CompletionInline]
    change_form_template = "admin/digest/digest/read.html"
    show_full_result_count = False

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
        being_made = [] if obj.is_closed else [("claimed_at", "attempts", "retry_at"), "trouble"]
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
        held = [digest for digest in digests if digest.status == Status.HELD]
        for digest in held:
            Digest.objects.filter(pk=digest.pk, status=Status.HELD).update(status=Status.READY)
        told = _("Approved: %(dates)s. The next round publishes.")
        self.report(request, held, told, _("None of these is held for approval."))

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
        open_digests = [digest for digest in digests if not digest.is_closed]
        for digest in open_digests:
            task.delay_on_commit(digest.date.isoformat())
        self.report(request, open_digests, told, _("Published digests are closed: nothing was started."))


def parts_of(digest: Digest) -> Iterator[Part]:
    """The whole day first, then every repository that is covered or told, by name. Few queries, whatever the size."""
    # Rows with what their page shows beside their fields.
    coverage: dict[Repository, dict[str, Any]] = {}
    statements: dict[Repository | None, list[Any]] = {}
    row: Any
    statement: Any
    for row in digest.coverages.select_related("repository"):
        row.reason_text = reason_text(row.reason)
        coverage.setdefault(row.repository, {})[row.kind] = row
    told = digest.statements.select_related("repository", "main", "main__repository").prefetch_related("texts")
    for statement in told:
        statement.headline = headline_here(statement)
        statement.ranked_by, statement.moved = why(statement), moved(statement)
        statements.setdefault(statement.repository, []).append(statement)
    if of_the_day := statements.pop(None, None):
        yield Part(None, [], of_the_day)
    repositories = {repository for repository in (*coverage, *statements) if repository}
    for repository in sorted(repositories, key=lambda repository: repository.full_name.lower()):
        kinds = coverage.get(repository, {})
        yield Part(repository, [kinds.get(kind) for kind in Coverage.Kind.values], statements.get(repository, []))


def outcomes_of(digest: Digest) -> list[str]:
    """Links such as "12 told by its title" to the statements of each outcome."""
    counts = dict(digest.statements.order_by().values_list("outcome").annotate(Count("pk")))
    lookups = {"digest__id__exact": digest.pk}
    return [
        list_link(Statement, f"{counts[code]} {name}", **lookups, outcome__exact=code)
        for code, name in Outcome.choices
        if code in counts
    ]
