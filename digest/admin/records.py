"""Records to read: activities, statements and completions, each with everything that explains it."""

import json
from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin
from digest.admin.ranking import moved, place, why
from digest.admin.texts import language_name
from digest.admin_links import out_link, row_link
from digest.models import Activity, Completion, Statement

SHORT = 90  # characters of a title in a list


def shown_list(items: Sequence[str]) -> str:
    """A list of texts, escaped; a dash where there are none."""
    return (
        format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items))) if items else "–"
    )


def shown_json(value: object) -> str:
    """A value as readable JSON, folded away since it is long; a dash where there is none."""
    if not value:
        return "–"
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html("<details><summary>{}</summary><pre>{}</pre></details>", _("Show"), text)


def shorten(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = [
        "short_title",
        "repository",
        "kind",
        "action",
        "reference",
        "author",
        "occurred_at",
        "digest",
    ]
    list_filter = ["kind", "action", "late", "is_bot", "repository"]
    list_select_related = ["repository", "digest"]
    date_hierarchy = "occurred_at"
    search_fields = ["title", "key", "author"]
    search_help_text = _("Title, number, SHA or author")
    fields = [
        ("repository", "digest"),
        ("kind", "action", "marks"),
        "title",
        "github",
        ("author", "occurred_at"),
        "body",
        "labels",
        ("files_total", "additions", "deletions"),
        "changed_files",
        ("pull_request", "merge_sha", "closes", "branch"),
        "collected_at",
    ]

    @admin.display(description=_("title"), ordering="title")
    def short_title(self, activity: Activity) -> str:
        return shorten(activity.title)

    @admin.display(description=_("marks"))
    def marks(self, activity: Activity) -> str:
        """What is so of few activities, in words."""
        marks = {_("late"): activity.late, _("by a bot"): activity.is_bot, _("prerelease"): activity.is_prerelease}
        marks |= {_("draft"): activity.is_draft, _("not planned"): activity.close_reason == "not_planned"}
        return ", ".join(str(name) for name, is_so in marks.items() if is_so) or "–"

    @admin.display(description=_("reference"))
    def reference(self, activity: Activity) -> str:
        return f"#{activity.number}" if activity.number else activity.key[:12]

    @admin.display(description=_("On GitHub"))
    def github(self, activity: Activity) -> str:
        return out_link(activity.url, activity.url)

    @admin.display(description=_("files"))
    def changed_files(self, activity: Activity) -> str:
        return shown_list(
            [f"{file['path']}  +{file.get('additions')} −{file.get('deletions')}" for file in activity.files]
        )


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ["told", "repository", "digest", "outcome", "why", "importance", "label"]
    list_filter = ["outcome", "role", "fold", "label", "importance", "repository"]
    date_hierarchy = "digest__date"
    list_select_related = ["repository", "digest", "main"]
    search_fields = ["texts__headline", "texts__detail", "main__title", "key"]
    search_help_text = _("Headline, detail, title or number")
    fields = [
        ("repository", "digest"),
        ("role", "label", "importance", "fold"),
        "words",
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("texts")

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
        row = '<dt>{}</dt><dd lang="{}"><strong>{}</strong> {}</dd>'
        return (
            format_html('<dl class="texts">{}</dl>', format_html_join("", row, rows))
            if rows
            else _("Told by its title.")
        )

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


def headline_here(statement: Statement) -> str:
    """What is told, in the language of the page; needs `texts` prefetched and `main` joined."""
    texts = {text.language: text.headline or text.detail for text in statement.texts.all()}
    told = texts.get(get_language()) or next(iter(texts.values()), "")
    return told or (statement.main.title if statement.main else statement.key)


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    list_display = [
        "purpose",
        "repository",
        "digest",
        "model",
        "stop_reason",
        "attempts",
        "cost_usd",
        "error",
    ]
    list_filter = ["purpose", "stop_reason", "model"]
    date_hierarchy = "digest__date"
    list_select_related = ["repository", "digest"]
    search_fields = ["repository__full_name", "error", "input_hash"]
    fields = [
        ("purpose", "model"),
        ("digest", "repository"),
        ("stop_reason", "attempts", "cost_usd", "batch"),
        "error",
        "shown_usage",
        "shown_answer",
        ("input_hash", "created_at"),
    ]

    @admin.display(description=_("usage"))
    def shown_usage(self, completion: Completion) -> str:
        return shown_list([f"{name}: {count}" for name, count in completion.usage.items()])

    @admin.display(description=_("answer"))
    def shown_answer(self, completion: Completion) -> str:
        return shown_json(completion.answer)
