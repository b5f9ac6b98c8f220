"""Records to read: activities and completions, each with everything that explains it."""

import json
from collections.abc import Sequence

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from digest.admin.base import ReadOnlyAdmin
from digest.admin_links import out_link
from digest.models import Activity, Completion

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
