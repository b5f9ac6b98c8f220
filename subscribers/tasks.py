"""Doorbells: send a mail that was asked for, look for those left behind, and forget who never confirmed."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from subscribers import mail_requests, privacy, repository_requests
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
        request = MailRequest.objects.select_related("subscriber__selection").get(pk=request_id)
        mail_requests.resolve(request)
        message = transactional.compose(request)
        if message:
            message.send()
    except Exception:  # whatever it was, the claim must not outlive it; Celery logs the error
        MailRequest.objects.filter(pk=request_id).update(sent_at=None)
        raise


@shared_task
def sweep() -> int:
    """Ring again for mails whose task got lost or failed, and forget whom we give up. Returns how many.

    Who waits for a repository that is tracked by now is told by the next sweep.
    """
    now = timezone.now()
    repository_requests.tell_askers(now)
    unsent = MailRequest.objects.filter(sent_at=None)
    unsent.filter(created_at__lt=now - RETRY_FOR).exclude(email="").update(email="", sign_up=None)
    left = unsent.filter(created_at__range=(now - RETRY_FOR, now - timedelta(minutes=2)))
    ids = list(left.exclude(email="", subscriber=None).values_list("pk", flat=True))
    for request_id in ids:
        send_requested_mail.delay(request_id)
    return len(ids)


@shared_task
def purge() -> None:
    """Forget sign-ups that were never confirmed, and counts and addresses of requests that nobody needs any more."""
    now = timezone.now()
    privacy.purge(now)
    repository_requests.purge(now)
