"""View in browser: the edition of one mail as a page, for whoever has the mail."""

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache

from digest.models import Digest
from newsletter.editions import content
from newsletter.editions.selection import select
from newsletter.models import Delivery
from newsletter.views.page_sections import later_by_line, shown_sections
from subscribers.signed_links import read_token


@never_cache
def edition(request, token):
    """The whole edition, nothing cut. It names no reader and leads to no choices: mails are passed on."""
    delivery = find_delivery(token)
    response = show(request, delivery) if delivery else render(request, "archive/gone.html", status=404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def find_delivery(token):
    """The delivery that this link was made for; None where the link is broken or its reader has been erased."""
    public_id = read_token(token, "edition")
    deliveries = Delivery.objects.select_related("digest", "selection")
    return public_id and deliveries.filter(public_id=public_id, digest__status=Digest.Status.PUBLISHED).first()


def show(request, delivery):
    language = delivery.selection.language
    translation.activate(language)
    request.LANGUAGE_CODE = language
    shown = select(content.remembered(delivery.digests(), language), delivery.selection)
    context = {
        "digest": delivery.digest,
        "edition": shown,
        "sections": shown_sections(shown),
        "later": later_by_line(shown),
    }
    return render(request, "archive/edition.html", context)
