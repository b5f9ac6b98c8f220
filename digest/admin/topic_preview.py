"""A button beside "save" of a topic: what its rules, as they stand in the form, would have matched lately."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from digest.models import TopicRule
from digest.stories.topic_preview import preview

MAX_RULES = 100
PREFIX = "rules"  # of the rules in the form of a topic


class RuleForm(forms.ModelForm):
    """One rule of the form; an empty one is none."""

    class Meta:
        model = TopicRule
        fields = ["kind", "pattern"]


class PreviewButton(admin.ModelAdmin):
    """A mixin of the topics' admin. The form goes to a page of its own, in a new tab, and stays as it is."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("try/", view, name="digest_topic_try"), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Saves nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:digest_topic_changelist"))
        rules, wrong = rules_of(request.POST)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What these rules would match"),
            "opts": self.opts,
            "preview": preview(rules),
            "wrong": wrong,
        }
        return TemplateResponse(request, "admin/digest/topic/preview.html", context)


def rules_of(data: Any) -> tuple[list[TopicRule], int]:
    """The rules that stand in this form and are not ticked to be deleted, and how many lines of it are none."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    count = min(int(total), MAX_RULES) if total.isascii() and total.isdigit() and len(total) < 5 else 0
    given = [RuleForm(data, prefix=f"{PREFIX}-{n}") for n in range(count) if f"{PREFIX}-{n}-DELETE" not in data]
    filled = [form for form in given if data.get(f"{form.prefix}-pattern", "").strip()]
    right = [form.save(commit=False) for form in filled if form.is_valid()]
    return right, len(filled) - len(right)
