"""“Mail it to me”: the button that a reader finds after confirming."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from newsletter import tasks
from newsletter.deliveries.send_latest import mail_latest
from newsletter.models import Delivery
from subscribers.models import Subscriber
from subscribers.views.signed_link import signed_link_required


@require_POST
@signed_link_required("latest")
def mail_it(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """The newest edition is mailed to this reader, once however often they press the button."""
    delivery = mail_latest(subscriber, timezone.now())
    coming = delivery if delivery and delivery.status != Delivery.Status.SKIPPED else None
    if coming:
        # Robust: where the broker is away the reader still gets an answer, and the clock finds the row.
        transaction.on_commit(tasks.send_due.delay, robust=True)
    return render(request, "pages/mailed.html", {"digest": coming.digest if coming else None})
