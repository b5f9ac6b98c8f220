"""The clock's tasks of deliveries; rows decide, so each may run late, twice, or in two processes at once."""

from celery import shared_task
from django.utils import timezone

from digest.models import Digest
from digest.search.index import index_published
from newsletter.alerts import watch as watching
from newsletter.bounces import read as bounces
from newsletter.deliveries import mail_counts, publish, retention
from newsletter.deliveries import sweep as sweeping
from newsletter.embedded.broker import purge_broker
from newsletter.models import Heartbeat
from newsletter.sending import sender

WAKE_UP_SECONDS = 30  # what no worker takes within them is one wake-up too many for the workers that there are


@shared_task
def publish_ready() -> None:
    """Publish what is ready, and wake the senders."""
    if publish.publish_ready(timezone.now()):
        send_due.delay()


@shared_task
def publish_days(dates: list[str], as_regular: bool = False) -> None:
    """Publish the ready digests of these days (ISO dates), asked for by the operator, and wake the senders."""
    ready = Digest.objects.filter(date__in=dates, status=Digest.Status.READY)
    publish.publish_by_hand(list(ready), timezone.now(), as_regular)
    send_due.delay()


@shared_task
def send_due() -> None:
    """Send for a while; where there is more, two more tasks wake all workers soon, and let a stopping one stop soon."""
    if sender.send_due(timezone.now()):
        for _wake_up in range(2):
            send_due.apply_async(expires=WAKE_UP_SECONDS)


@shared_task
def watch() -> None:
    """Look what is wrong, and tell the operators."""
    watching.watch(timezone.now())


@shared_task
def heartbeat(queue: str) -> None:
    """This queue is served: the clock puts one of these into each."""
    Heartbeat.objects.beat(queue, timezone.now())


@shared_task
def sweep() -> None:
    """Settle what got stuck, index what no publisher came to, and empty the embedded broker of what it handed out."""
    sweeping.sweep(timezone.now())
    index_published()
    purge_broker()


@shared_task
def count_mails() -> None:
    """Count the mails of the last days by fate, for the charts of a month."""
    mail_counts.keep_counts(timezone.now())


@shared_task
def delete_old() -> None:
    """Delete deliveries older than settings.DELIVERY_DAYS; where there is more, go on in another task."""
    if retention.delete_old(timezone.now()):
        delete_old.delay()


@shared_task
def read_bounces() -> None:
    """Read the bounce mailbox, where there is one; where it holds more, go on in another task."""
    if bounces.read_bounces(timezone.now()):
        read_bounces.delay()
