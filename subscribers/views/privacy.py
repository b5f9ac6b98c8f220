"""What is stored about a reader, why and for how long, in plain sentences."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from subscribers.privacy import COUNTED_FOR, UNCONFIRMED_FOR


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The numbers on the page are those that the purges use."""
    spans = {"unconfirmed": UNCONFIRMED_FOR.days, "counted": COUNTED_FOR.days, "mails": settings.DELIVERY_DAYS}
    return render(request, "subscribers/privacy.html", spans)
