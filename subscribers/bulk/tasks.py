"""Doorbells: go on with an import of readers, and look for those whose worker is gone."""

from celery import shared_task
from django.utils import timezone

from subscribers.bulk import importing
from subscribers.models import SubscriberImport


@shared_task
def import_part(import_id: int) -> None:
    """Some parts of this import; the next ones in another task, behind the mails that came meanwhile."""
    if importing.work(import_id):
        import_part.delay(import_id)


@shared_task
def go_on() -> None:
    """Ring for the imports that nobody works on, and end those that are given up."""
    now = timezone.now()
    importing.give_up(now)
    for import_id in SubscriberImport.objects.unattended(now).order_by("pk").values_list("pk", flat=True):
        import_part.delay(import_id)
