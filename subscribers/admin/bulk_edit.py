"""Change the language, hour, repositories or topics of many readers: a form, then a page that says how many."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from digest import languages
from digest.models import Repository, Topic
from subscribers.admin.forms import SCOPES, Boxes
from subscribers.bulk import editing
from subscribers.bulk.editing import Change
from subscribers.form_fields import Ticks, TypedTicks
from subscribers.forms import HALF_HOURS, THESE, offer
from subscribers.models import Subscriber

MAX_CHANGED = 1_000  # readers in one go: each has open mails that follow, and a page waits
KEEP, ADD = "", "add"
LEAVE = _("leave as it is")
RIGHTS = ("subscribers.change_subscriber",)


class ChangeForm(forms.Form):
    """What is left alone stays each reader's own. Names are of the form alone, so that no other field is meant."""

    new_language = forms.ChoiceField(label=_("Language"), required=False)
    new_minute = forms.TypedChoiceField(label=_("Hour"), required=False, coerce=int, empty_value=None)
    repository_scope = forms.ChoiceField(
        label=_("Which repositories"),
        required=False,
        choices=[(KEEP, LEAVE), *SCOPES, (ADD, _("These as well, where a reader chose some"))],
        widget=forms.RadioSelect,
    )
    new_repositories = TypedTicks(label=_("Repositories"), coerce=int, required=False, widget=Boxes)
    topic_scope = forms.ChoiceField(
        label=_("Which topics"),
        required=False,
        choices=[(KEEP, LEAVE), *SCOPES],
        widget=forms.RadioSelect,
    )
    new_topics = Ticks(label=_("Topics"), required=False, widget=Boxes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            new_language=[("", LEAVE), *languages.offered()],
            new_minute=[("", LEAVE), *HALF_HOURS],
            new_repositories=[(row.pk, row.full_name) for row in Repository.objects.active()],
            new_topics=[(topic.slug, topic.name(get_language())) for topic in Topic.objects.active()],
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for scope, ticked in (("repository_scope", "new_repositories"), ("topic_scope", "new_topics")):
            wants_ticks = self.cleaned_data.get(scope) in (THESE, ADD)
            if wants_ticks != bool(self.cleaned_data.get(ticked)):
                self.add_error(scope, _("Tick some and say what is meant by them, or neither."))
        if not self.errors and self.change().is_nothing:
            raise forms.ValidationError(_("Nothing is to be changed."))
        return cleaned

    def change(self) -> Change:
        """What a valid form says."""
        said = self.cleaned_data
        repositories, topics = tuple(said["new_repositories"]), tuple(said["new_topics"])
        is_more = said["repository_scope"] == ADD
        return Change(
            said["new_language"] or None,
            None if is_more or said["repository_scope"] == KEEP else repositories,
            repositories if is_more else (),
            None if said["topic_scope"] == KEEP else topics,
            said["new_minute"],
        )

    def sentences(self) -> list[str]:
        """What a valid form says, in words."""
        return [
            f"{field.label}: {self._shown(field)}"
            for field in self
            if self.cleaned_data[field.name] not in ("", [], None)
        ]

    def _shown(self, field: forms.BoundField) -> str | Promise:
        values = self.cleaned_data[field.name]
        labels = dict(field.field.choices)  # type: ignore[attr-defined]  # each of them has choices
        return ", ".join(str(labels[value]) for value in (values if isinstance(values, list) else [values]))


@admin.action(description=_("Change language, hour, repositories or topics"))
def change_choices(
    page: admin.ModelAdmin, request: HttpRequest, readers: QuerySet[Subscriber]
) -> TemplateResponse | None:
    """The form, then the question with the number, then the change."""
    count = readers.count()
    if count > MAX_CHANGED:
        too_many = _("At most %(count)d readers in one go; narrow the list by its filters.")
        messages.error(request, too_many % {"count": MAX_CHANGED})
        return None
    form = ChangeForm(request.POST if "asked" in request.POST else None)
    if "asked" not in request.POST or not form.is_valid():
        return _page(page, request, form, count)
    if "confirmed" not in request.POST:
        return _page(page, request, form, count, sentences=form.sentences())
    changed = editing.apply(form.change(), readers.select_related("selection"))
    said = "; ".join(form.sentences())
    for reader in changed:
        page.log_change(request, reader, said)
    told = ngettext("Changed %(count)d reader: %(said)s.", "Changed %(count)d readers: %(said)s.", len(changed))
    messages.success(request, told % {"count": len(changed), "said": said})
    return None


def _page(page, request, form, count, sentences=()):
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Change many readers"),
        "opts": page.opts,
        "form": form,
        "count": count,
        "sentences": sentences,
        "chosen": chosen,
        "is_everybody": request.POST.get("select_across") == "1",
    }
    return TemplateResponse(request, "admin/subscribers/subscriber/change_many.html", context)
