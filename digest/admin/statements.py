"""What is told, with everything that explains it; and the verbs of the desk, while its day is not published."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin, VerbsOnPage
from digest.admin.edit_page import edit_page
from digest.admin.ranking import moved, place, why
from digest.admin.records import shorten, shown_json, shown_list
from digest.admin.texts import language_name
from digest.admin_links import out_link, row_link
from digest.desk import edit, placement
from digest.desk.open_digest import Refused, why_not
from digest.models import Statement

Placement = Statement.Placement
EDIT = ("digest.view_statement", "digest.change_statement")


@admin.register(Statement)
class StatementAdmin(VerbsOnPage, ReadOnlyAdmin):
    list_display = ["told", "repository", "digest", "outcome", "why", "importance", "label"]
    change_form_template = "admin/digest/statement/change_form.html"
    list_filter = ["outcome", "placement", "role", "fold", "label", "importance", "repository"]
    date_hierarchy = "digest__date"
    list_select_related = ["repository", "digest", "main"]
    search_fields = ["texts__headline", "texts__detail", "main__title", "key"]
    search_help_text = _("Headline, detail, title or number")
    actions = verbs = ["tell_by_title", "pin", "hide", "rank", "restore"]
    rights = dict.fromkeys(actions, ("digest.change_statement",))
    fields = [
        ("repository", "digest"),
        ("role", "label", "importance", "fold"),
        "words",
        ("placement", "edited_by", "edited_at"),
        "before",
        ("outcome", "second_reading", "completion_link"),
        "reason",
        "refused_texts",
        "ranked",
        "sources",
        "topics",
        "shown_relations",
        ("follows", "cited"),
        "seen_by_model",
    ]

    def get_urls(self) -> list[URLPattern]:
        edit_url = path("<int:pk>/edit/", self.admin_site.admin_view(self.edit), name="digest_statement_edit")
        return [edit_url, *super().get_urls()]

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page on which an editor writes both languages; only for who may change statements."""
        if not request.user.has_perms(EDIT):
            raise PermissionDenied
        return edit_page(request, get_object_or_404(Statement, pk=pk), self)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("texts")

    def verbs_for(self, request: HttpRequest, row: Statement) -> list[tuple[str, str]]:
        """Only what makes sense for this statement now; nothing once its day is published."""
        if why_not(row.digest):
            return []
        is_story = row.role == Statement.Role.STORY
        senseless = {
            "tell_by_title": not (is_story and row.by_model),
            "pin": not is_story or row.placement == Placement.PINNED,
            "hide": row.placement == Placement.HIDDEN,
            "rank": row.placement == Placement.RANKED,
            "restore": not row.original,
        }
        return [(name, label) for name, label in super().verbs_for(request, row) if not senseless[name]]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        statement = kwargs.get("obj")
        if statement and request.user.has_perms(EDIT):
            context["closed_because"] = why_not(statement.digest)
            if not context["closed_because"]:
                context["page_links"] = [
                    (reverse("admin:digest_statement_edit", args=[statement.pk]), _("Edit the words"))
                ]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Tell by the title"))
    def tell_by_title(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        self._each(request, statements, lambda row: edit.tell_by_title(row, request.user.pk), "told by its title")

    @admin.action(description=_("Pin to the top of the day"))
    def pin(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        self._each(request, statements, placement.pin, "pinned")

    @admin.action(description=_("Hide: not told at all, not even by its title"))
    def hide(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        """It is not told at all, not even by its title; nor is a sentence about the day that cites it."""
        self._each(request, statements, placement.hide, "hidden")

    @admin.action(description=_("Neither pin nor hide"))
    def rank(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        self._each(request, statements, placement.rank, "neither pinned nor hidden")

    @admin.action(description=_("Take the edit back"))
    def restore(self, request: HttpRequest, statements: QuerySet[Statement]) -> None:
        self._each(request, statements, edit.restore, "edit taken back")

    def _each(
        self, request: HttpRequest, statements: QuerySet[Statement], verb: Callable[[Statement], Any], done: str
    ) -> None:
        """Does this to each, logs `done` (in English, as all of the history), and says what was refused and why."""
        changed, refused = 0, dict[str, None]()
        for statement in statements:
            try:
                verb(statement)
            except Refused as error:
                refused[str(error)] = None
            else:
                self.log_change(request, statement, [{"changed": {"fields": [done]}}])
                changed += 1
        if changed:
            told = ngettext("%(count)d statement was changed.", "%(count)d statements were changed.", changed)
            messages.success(request, told % {"count": changed})
        for reason in refused:
            messages.error(request, reason)

    @admin.display(description=_("told as"))
    def told(self, statement: Statement) -> str:
        return shorten(headline_here(statement))

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, statement: Statement) -> str:
        return shorten(statement.reason)

    @admin.display(description=_("text"))
    def words(self, statement: Statement) -> str | Promise:
        rows = [
            (language_name(text.language), text.language, text.headline, text.detail) for text in statement.texts.all()
        ]
        return shown_texts(rows) if rows else _("Told by its title.")

    @admin.display(description=_("before it was edited"))
    def before(self, statement: Statement) -> str:
        texts = statement.original.get("texts", {})
        rows = [(language_name(code), code, told["headline"], told["detail"]) for code, told in texts.items()]
        if not statement.original:
            return "–"
        outcome = Statement.Outcome(statement.original["outcome"]).label
        return format_html("{}{}", outcome, shown_texts(rows) if rows else "")

    @admin.display(description=_("completion"))
    def completion_link(self, statement: Statement) -> str:
        return row_link(statement.completion)

    @admin.display(description=_("refused texts"))
    def refused_texts(self, statement: Statement) -> str:
        return shown_json(statement.refused)

    @admin.display(description=_("why it stands here"))
    def ranked(self, statement: Statement) -> str:
        return shown_list([*filter(None, (place(statement), why(statement), moved(statement)))])

    @admin.display(description=_("evidence"))
    def sources(self, statement: Statement) -> str:
        rows = [
            (row_link(activity, activity.title), out_link(activity.url, "GitHub"))
            for activity in statement.evidence.all()
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} · {}</li>", rows)) if rows else "–"

    @admin.display(description=_("relations"))
    def shown_relations(self, statement: Statement) -> str:
        return shown_list([f"{relation['word']} {relation['text']}" for relation in statement.relations])

    @admin.display(description=_("cites"))
    def cited(self, statement: Statement) -> str:
        return shown_list(
            [
                row_link(cited, headline_here(cited))
                for cited in statement.cites.select_related("main").prefetch_related("texts")
            ]
        )

    @admin.display(description=_("evidence as the model saw it"))
    def seen_by_model(self, statement: Statement) -> str:
        return shown_json(statement.prompt_evidence)


def shown_texts(rows: list[tuple[str, str, str, str]]) -> str:
    """Rows of (name of the language, its code, headline, detail)."""
    row = '<dt>{}</dt><dd lang="{}"><strong>{}</strong> {}</dd>'
    return format_html('<dl class="texts">{}</dl>', format_html_join("", row, rows))


def headline_here(statement: Statement) -> str:
    """What is told, in the language of the page; needs `texts` prefetched and `main` joined."""
    texts = {text.language: text.headline or text.detail for text in statement.texts.all()}
    told = texts.get(get_language()) or next(iter(texts.values()), "")
    return told or (statement.main.title if statement.main else statement.key)
