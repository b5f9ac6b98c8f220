"""Readers as a file: whose addresses leave the house is for operators alone, and on record."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from subscribers.bulk.export import csv_parts
from subscribers.models import Subscriber

RIGHTS = ("subscribers.view_subscriber", "subscribers.export_subscriber")


@admin.action(description=_("Export the selected readers as a CSV file"))
def export_readers(
    page: admin.ModelAdmin, request: HttpRequest, readers: QuerySet[Subscriber]
) -> StreamingHttpResponse:
    """As a download. The log says who took how many, and when."""
    count = readers.count()
    told = ngettext("Exported %(count)d reader.", "Exported %(count)d readers.", count) % {"count": count}
    LogEntry.objects.create(
        user_id=int(request.user.pk or 0),
        content_type=ContentType.objects.get_for_model(Subscriber),
        object_repr=str(Subscriber._meta.verbose_name_plural),
        action_flag=CHANGE,
        change_message=told,
    )
    name = f"readers-{timezone.now():%Y-%m-%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(csv_parts(readers), content_type="text/csv; charset=utf-8", headers=headers)
