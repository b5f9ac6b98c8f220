"""View in browser: the edition of one mail as a page, for whoever has the mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from digest.models import Digest
from newsletter.corrections.notices import notices
from newsletter.corrections.owed import told_rows
from newsletter.editions.content import cached_content
from newsletter.editions.selection import select
from newsletter.models import Delivery
from newsletter.views.language import activate_language
from newsletter.views.page_sections import follow_ups_by_story, page_sections
from subscribers.signed_links import public_id_of, read_token, version_of


@never_cache
def edition(request: HttpRequest, token: str) -> HttpResponse:
    """The whole edition, nothing cut. It names no reader and leads to no choices: mails are passed on."""
    delivery = find_delivery(token)
    response = show(request, delivery) if delivery else render(request, "archive/gone.html", status=404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def find_delivery(token: str) -> Delivery | None:
    """The delivery that this link was made for; None where it is broken or revoked, or its reader has been erased."""
    deliveries = Delivery.objects.select_related("digest", "selection", "subscriber")
    published = deliveries.filter(digest__status=Digest.Status.PUBLISHED)
    delivery = published.filter(public_id=public_id_of(token)).first()
    return delivery if delivery and read_token(token, "edition", version_of(delivery.subscriber)) else None


def show(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    language = delivery.selection.language
    activate_language(request, language)
    shown = select(cached_content(delivery.digests(), language), delivery.selection)
    context = {
        "digest": delivery.digest,
        "edition": shown,
        "page_sections": page_sections(shown),
        "follow_ups": follow_ups_by_story(shown),
        "corrections": notices(told_rows([delivery.pk]), language),
    }
    return render(request, "archive/edition.html", context)
