"""The clock's doorbells of a digest: each looks at the rows and does the oldest thing that is missing."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from digest import build
from digest.desk import approval, rewrite
from digest.models import Digest, Repository


@shared_task
def collect_next() -> None:
    """Collect the oldest missing day of the last seven."""
    if build.collect_next(timezone.now()):
        write_next.delay()


@shared_task
def write_next() -> None:
    """Write the oldest day that was collected."""
    build.write_next(timezone.now())


@shared_task
def decide_overdue() -> None:
    """Publish or reject the held days about which nobody decided in time."""
    approval.decide_overdue(timezone.now())


@shared_task(throws=(build.NotBuilt,))
def collect_day(date: str) -> None:
    """Collect this day (an ISO date), asked for by the operator; where it cannot be, its digest says why."""
    build.collect(build.digest_of(dt.date.fromisoformat(date)))


@shared_task(throws=(build.NotBuilt,))
def rewrite_repository(date: str, repository: int, model: str, user: int) -> None:
    """Have this model write the stories of a repository anew on this day (an ISO date); the editor's log says how."""
    digest = Digest.objects.get(date=date)
    rewrite.rewrite_for(user, digest, Repository.objects.get(pk=repository), model)


@shared_task(throws=(build.NotBuilt,))
def build_day(date: str) -> None:
    """Collect and write what is missing of this day (an ISO date), asked for by the operator."""
    build.build(dt.date.fromisoformat(date))
