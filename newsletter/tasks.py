"""The clock's doorbells of the post; rows decide, so each may ring late, twice, or in two processes at once."""

from celery import shared_task
from django.utils import timezone

from digest.models import Digest
from newsletter.deliveries import publish, retention
from newsletter.deliveries import sweep as sweeping
from newsletter.sending import sender


@shared_task
def publish_ready():
    """Publish what is ready, and wake the senders."""
    if publish.publish_ready(timezone.now()):
        send_due.delay()


@shared_task
def publish_days(dates):
    """Publish the ready digests of these days (ISO dates), asked for by the operator, and wake the senders."""
    publish.publish(list(Digest.objects.filter(date__in=dates, status=Digest.Status.READY)), timezone.now())
    send_due.delay()


@shared_task
def send_due():
    """Send for a while; where there is more, ring twice, so that all workers wake soon and a stopping one stops soon.

    What nobody takes within half a minute is one bell too many for the workers that there are.
    """
    if sender.send_due(timezone.now()):
        for _bell in range(2):
            send_due.apply_async(expires=30)


@shared_task
def sweep():
    """Settle what got stuck."""
    sweeping.sweep(timezone.now())


@shared_task
def forget():
    """Delete what is older than the ledger's days; where there is more, ring again."""
    if retention.forget(timezone.now()):
        forget.delay()
