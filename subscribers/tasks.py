"""Doorbells: send a mail that was asked for, look for those left behind, and forget who never confirmed."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from subscribers import privacy
from subscribers.mail import transactional
from subscribers.models import MailRequest

# A confirmation that comes hours later surprises more than it helps.
RETRY_FOR = timedelta(hours=2)


@shared_task
def send_requested_mail(request_id: int) -> None:
    """Send it once. After a failure the row is free again, and the sweep tries it until RETRY_FOR ends."""
    claimed = MailRequest.objects.filter(pk=request_id, sent_at=None).update(sent_at=timezone.now())
    if not claimed:
        return
    try:
        message = transactional.compose(MailRequest.objects.select_related("subscriber__selection").get(pk=request_id))
        if message:
            message.send()
    except Exception:  # whatever it was, the claim must not outlive it; Celery logs the error
        MailRequest.objects.filter(pk=request_id).update(sent_at=None)
        raise


@shared_task
def sweep() -> int:
    """Ring again for mails whose task got lost or failed. Returns how many."""
    now = timezone.now()
    left = MailRequest.objects.filter(
        sent_at=None, subscriber__isnull=False, created_at__range=(now - RETRY_FOR, now - timedelta(minutes=2))
    )
    ids = list(left.values_list("pk", flat=True))
    for request_id in ids:
        send_requested_mail.delay(request_id)
    return len(ids)


@shared_task
def purge() -> None:
    """Forget sign-ups that were never confirmed, and counts and addresses of requests that nobody needs any more."""
    privacy.purge(timezone.now())
