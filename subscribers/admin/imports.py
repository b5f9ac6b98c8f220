"""Importing readers: upload a table, read what would happen to each line, confirm, and watch how far it is."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest.admin.base import VerbsOnPage
from digest.admin_links import page_url
from subscribers.bulk import importing, outcomes, tasks
from subscribers.bulk.table import MAX_ROWS, Table, TableError
from subscribers.models import SubscriberImport

State = SubscriberImport.State
TABLE_ERRORS: dict[str, Any] = {
    "empty": _("This file has no lines."),
    "broken": _("This is no CSV file: a quotation mark is not closed, or a cell is very long."),
    "no_email": _("The first line must name the columns, and one of them is “email”."),
    "too_long": _("This file has more than %(count)d lines; take it apart.") % {"count": MAX_ROWS},
}
REASONS = {
    "no_progress": _("Workers stopped over the same lines again and again; the log says why. Upload the file again: "
                     "who is a reader by now stays one and is not made twice."),
    "not_confirmed": _("Nobody confirmed it within a day."),
}  # fmt: skip


class OutcomeRow(NamedTuple):
    """How many lines have this outcome, and which, where they are refused."""

    label: str | Promise
    lines: int
    numbers: str
    is_refused: bool


class Upload(NamedTuple):
    """A file that is a table of readers."""

    name: str
    text: str
    row_count: int


class UploadForm(forms.ModelForm):
    """A CSV file in UTF-8."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "UTF-8, its first line names the columns: email, language, repositories, topics, hour, zone, frequency, "
            "source, consented_at. Only email is needed; a line without source and date of a consent becomes a "
            "confirmation mail. It is checked first, and nothing is imported before you say so."
        ),
    )

    class Meta:
        model = SubscriberImport
        fields: list[str] = []

    def clean_file(self) -> Upload:
        file = self.cleaned_data["file"]
        if file.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            size = filesizeformat(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
            raise forms.ValidationError(_("This file is larger than %(size)s.") % {"size": size})
        try:
            text = file.read().decode("utf-8-sig")
            if "\0" in text:
                raise forms.ValidationError(_("This file is not a text in UTF-8."))
            return Upload(file.name[:200], text, len(Table(text)))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is not a text in UTF-8.")) from error
        except TableError as error:
            raise forms.ValidationError(TABLE_ERRORS[error.code]) from error


@admin.register(SubscriberImport)
class SubscriberImportAdmin(VerbsOnPage):
    """Uploaded, looked at and confirmed; never edited."""

    list_display = ["file_name", "created_at", "state", "progress", "ended_at"]
    list_filter = ["state"]
    actions = verbs = ["start", "cancel"]
    rights = dict.fromkeys(actions, ("subscribers.add_subscriberimport", "subscribers.add_subscriber"))
    change_form_template = "admin/subscribers/subscriberimport/read.html"
    add_form_template = "admin/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An import makes readers."""
        return super().has_add_permission(request) and request.user.has_perm("subscribers.add_subscriber")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubscriberImport]:
        return super().get_queryset(request).defer("content")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs | ({} if obj else {"form": UploadForm}))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ["file_name", "state", "progress", "created_at", "ended_at"] if obj else ["file"]
        return [(None, {"fields": fields})]

    def save_model(self, request: HttpRequest, obj: SubscriberImport, form: Any, change: bool) -> None:
        """Stored, to be checked by a worker."""
        obj.file_name, obj.content, obj.row_count = form.cleaned_data["file"]
        super().save_model(request, obj, form, change)
        tasks.import_part.delay_on_commit(obj.pk)

    def response_add(self, request: HttpRequest, obj: SubscriberImport, post_url_continue: Any = None) -> HttpResponse:
        """To its own page, where the progress stands."""
        messages.success(request, _("%(file)s is being checked.") % {"file": obj.file_name})
        return HttpResponseRedirect(page_url(SubscriberImport, obj.pk))

    def verbs_for(self, request: HttpRequest, row: SubscriberImport) -> list[tuple[str, str]]:
        """Only what makes sense for this import now."""
        senseless = {
            "start": row.state != State.CHECKED or not accepted(row),
            "cancel": row.ended_at is not None,
        }
        return [(name, label) for name, label in super().verbs_for(request, row) if not senseless[name]]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if run := kwargs.get("obj"):
            context |= {"outcomes": outcome_rows(run), "run": run, "accepted": accepted(run)}
            context["reason"] = REASONS.get(run.reason, run.reason)
        else:  # one button: each of the three would lead to the import's own page
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("lines done"))
    def progress(self, run: SubscriberImport) -> str:
        return f"{run.position} / {run.row_count}"

    @admin.action(description=_("Import the lines that can be"))
    def start(self, request: HttpRequest, runs: QuerySet[SubscriberImport]) -> None:
        for run in runs:
            if importing.confirm(run):
                tasks.import_part.delay_on_commit(run.pk)
                self._tell(request, run, _("Importing %(file)s was started."))

    @admin.action(description=_("Cancel, and drop the file"))
    def cancel(self, request: HttpRequest, runs: QuerySet[SubscriberImport]) -> None:
        for run in runs:
            if importing.cancel(run):
                self._tell(request, run, _("Cancelled: %(file)s. Who became a reader stays one."))

    def _tell(self, request, run, told):
        told = told % {"file": run.file_name}
        self.log_change(request, run, told)
        messages.success(request, told)


def accepted(run: SubscriberImport) -> int:
    """How many lines were not refused."""
    return sum(run.counts.get(outcome, 0) for outcome in outcomes.ACCEPTED)


def outcome_rows(run: SubscriberImport) -> list[OutcomeRow]:
    """What became of the lines, or would."""
    return [
        OutcomeRow(
            label,
            run.counts[outcome],
            ", ".join(map(str, run.refused.get(outcome, []))),
            outcome not in outcomes.ACCEPTED,
        )
        for outcome, label in outcomes.LABELS.items()
        if run.counts.get(outcome)
    ]
