"""Topics, the rules by which they recognise activities, and what each rule matches on the latest day."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest.admin.texts import TextsMixin
from digest.admin.topic_preview import PreviewButton
from digest.models import Activity, Digest, Topic, TopicRule
from digest.stories.topic_rules import matched_by

SHOWN = 15  # matches listed for each rule; the count says how many there are


class TopicRuleInline(admin.TabularInline):
    model = TopicRule
    extra = 1
    readonly_fields = ["matches"]

    @cached_property
    def latest(self) -> Digest | None:
        """The newest digest that has activities, or None; an inline lives as long as its request."""
        return Digest.objects.filter(activities__isnull=False).order_by("-date").first()

    @cached_property
    def activities(self) -> list[Activity]:
        return (
            list(self.latest.activities.select_related("repository").prefetch_related("interface_changes"))
            if self.latest
            else []
        )

    @admin.display(description=_("matches on the latest day"))
    def matches(self, rule: TopicRule) -> str:
        """What this rule alone recognises, as it was last saved."""
        if not rule.pk or not self.latest:
            return "–"
        found = matched_by(rule, self.activities)
        context = {"date": self.latest.date, "found": found, "shown": found[:SHOWN], "more": len(found) - SHOWN}
        return render_to_string("admin/digest/topic/matches.html", context)


@admin.register(Topic)
class TopicAdmin(PreviewButton, TextsMixin, admin.ModelAdmin):
    texts = {"names": _("As readers see it.")}
    list_display = ["name_here", "slug", "position", "is_active", "rules_in_all"]
    list_editable = ["position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["slug", "names", "rules__pattern"]
    search_help_text = _("Slug, name or pattern")
    fields = ["names", "slug", "position", "is_active"]
    inlines = [TopicRuleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(rule_count=Count("rules"))

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> list[str]:
        """Readers' selections name the slug, so it stays."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """One that statements bear is no longer offered instead, so that digests and selections stay whole."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.statements.exists())

    @admin.display(description=_("name"), ordering="position")
    def name_here(self, topic: Topic) -> str:
        return topic.name(get_language())

    @admin.display(description=_("rules"), ordering="rule_count")
    def rules_in_all(self, topic: Any) -> int:
        return topic.rule_count
