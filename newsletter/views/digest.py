"""One day of the archive as page, Markdown and JSON, whole or filtered by `?repository=` and `?topic=`."""

import datetime as dt
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Digest
from digest.pass_rates import read_twice
from newsletter.editions.content import DigestContent, cached_content
from newsletter.editions.filters import TooManyNames, UnknownName, selection_from_names
from newsletter.editions.selection import select
from newsletter.editions.types import Edition
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.views.language import page_language
from newsletter.views.page_sections import follow_ups_by_story, page_sections

BROWSER_CACHE_SECONDS = 300


@conditional_page
def digest_page(request: HttpRequest, date: dt.date) -> HttpResponse:
    digest = visible_digest(request, date)
    content = cached_content([digest], page_language(request))
    context = digest_context(digest, content, filtered_edition(request, content))
    return with_cache_control(render(request, "archive/digest.html", context), digest)


@conditional_page
def digest_markdown(request: HttpRequest, date: dt.date) -> HttpResponse:
    digest = visible_digest(request, date)
    edition = filtered_edition(request, cached_content([digest], page_language(request)))
    document = HttpResponse(render_markdown(edition), content_type="text/markdown; charset=utf-8")
    return with_cache_control(document, digest)


@conditional_page
def digest_json(request: HttpRequest, date: dt.date) -> HttpResponse:
    digest = visible_digest(request, date)
    edition = filtered_edition(request, cached_content([digest], page_language(request)))
    data = edition_data(edition, edition_activities(edition, [digest]))
    return with_cache_control(JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2}), digest)


def visible_digest(request: HttpRequest, date: dt.date) -> Digest:
    """The digest of this date; visitors see published ones only, who may see digests all. Raises Http404."""
    digests = Digest.objects.all() if request.user.has_perm("digest.view_digest") else Digest.objects.published()
    return get_object_or_404(digests, date=date)


def filtered_edition(request: HttpRequest, content: DigestContent) -> Edition:
    """The whole content, or what `?repository=` and `?topic=` leave of it.

    Raises Http404 for names that we do not have, and BadRequest for too many.
    """
    names, slugs = request.GET.getlist("repository"), request.GET.getlist("topic")
    try:
        return select(content, selection_from_names(content.language, names, slugs))
    except UnknownName as error:
        raise Http404(f"unknown: {error}") from error
    except TooManyNames as error:
        raise BadRequest(str(error)) from error


def with_cache_control(response: HttpResponse, digest: Digest) -> HttpResponse:
    """Published days hardly change; drafts are nobody else's business."""
    if digest.is_closed:
        patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def digest_context(digest: Digest, content: DigestContent, edition: Edition) -> dict[str, Any]:
    """What the template of a day needs; `show_digest` renders the same page."""
    published = Digest.objects.published()
    present = {slug for story in content.stories for slug in story.topics}
    return {
        "digest": digest,
        "edition": edition,
        "page_sections": page_sections(edition),
        "follow_ups": follow_ups_by_story(edition),
        "older": published.filter(date__lt=digest.date).order_by("-date").first(),
        "newer": published.filter(date__gt=digest.date).order_by("date").first(),
        "read_twice": read_twice(digest.statements.all()),
        "topics_of_day": [(slug, name) for slug, name in content.topic_names.items() if slug in present],
    }
