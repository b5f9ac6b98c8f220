"""One day of the archive as page, Markdown and JSON, whole or narrowed by its address (see day_filter)."""

import datetime as dt
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Digest
from digest.pass_rates import read_twice
from newsletter.editions.content import DigestContent, cached_content
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.labels import label_word
from newsletter.renderers.markdown import render_markdown
from newsletter.views.day_filter import KEY, NOTABLE, DayFilter, importance_word, read_filter
from newsletter.views.language import activate_language
from newsletter.views.page_sections import follow_ups_by_story, page_sections

BROWSER_CACHE_SECONDS = 300


@conditional_page
def digest_page(request: HttpRequest, language: str, date: dt.date) -> HttpResponse:
    digest, content, narrowed = read_address(request, language, date)
    context = digest_context(digest, content, narrowed)
    return with_cache_control(render(request, "archive/digest.html", context), digest)


@conditional_page
def digest_markdown(request: HttpRequest, language: str, date: dt.date) -> HttpResponse:
    digest, content, narrowed = read_address(request, language, date)
    text = render_markdown(narrowed.edition(content))
    return with_cache_control(HttpResponse(text, content_type="text/markdown; charset=utf-8"), digest)


@conditional_page
def digest_json(request: HttpRequest, language: str, date: dt.date) -> HttpResponse:
    digest, content, narrowed = read_address(request, language, date)
    edition = narrowed.edition(content)
    data = edition_data(edition, edition_activities(edition, [digest]))
    return with_cache_control(JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2}), digest)


def read_address(request: HttpRequest, language: str, date: dt.date) -> tuple[Digest, DigestContent, DayFilter]:
    """The day, all that can be told of it, and by what the address narrows it.

    Visitors see published days only, who may see digests all. Raises Http404, and BadRequest for too many names.
    """
    activate_language(request, language)
    digests = Digest.objects.all() if request.user.has_perm("digest.view_digest") else Digest.objects.published()
    digest = get_object_or_404(digests, date=date)
    return digest, cached_content([digest], language), read_filter(request.GET, language)


def with_cache_control(response: HttpResponse, digest: Digest) -> HttpResponse:
    """Published days hardly change; drafts are nobody else's business."""
    if digest.is_closed:
        patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def digest_context(digest: Digest, content: DigestContent, narrowed: DayFilter) -> dict[str, Any]:
    """What the template of a day needs; `show_digest` renders the same page."""
    published = Digest.objects.published()
    edition = narrowed.edition(content)
    return {
        "digest": digest,
        "edition": edition,
        "narrowed": narrowed,
        "narrowed_to": narrowed.words(content),
        "page_sections": page_sections(edition),
        "follow_ups": follow_ups_by_story(edition),
        "older": published.filter(date__lt=digest.date).order_by("-date").first(),
        "newer": published.filter(date__gt=digest.date).order_by("date").first(),
        "read_twice": read_twice(digest.statements.all()),
        "filters": filters_of_day(content, narrowed),
    }


def filters_of_day(content: DigestContent, narrowed: DayFilter) -> list[dict[str, Any]]:
    """One row for each filter that the day offers: its name, the query that it leads to, and how many it leaves."""
    stories = content.stories
    topics = Counter(slug for story in stories for slug in story.topics)
    labels = Counter(story.label for story in stories if story.label)
    rows = [("topic", slug, name, topics[slug]) for slug, name in content.topic_names.items() if topics[slug]]
    rows += [("label", label, label_word(label), count) for label, count in labels.most_common()]
    for number in (KEY, NOTABLE):
        count = sum(story.importance >= number for story in stories)
        rows += [("importance", str(number), importance_word(number), count)] if count else []
    return [
        {
            "kind": kind,
            "name": name,
            "count": count,
            "query": narrowed.toggled(kind, value),
            "is_on": narrowed.has(kind, value),
        }
        for kind, value, name, count in rows
    ]
