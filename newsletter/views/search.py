"""Search over titles and sentences: a GET form, so that what was found can be shared."""

import re

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Digest, Repository, Statement, Topic
from digest.search.filters import filter_terms
from digest.search.find import MAX_FOUND, find
from digest.search.terms import MAX_QUERY, query_terms
from newsletter.views.digest import BROWSER_CACHE_SECONDS
from newsletter.views.language import activate_language
from newsletter.views.stories import STORIES_PER_PAGE, by_day

MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@conditional_page
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    activate_language(request, language)
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    words, filters = query_terms(query), asked_filters(request.GET)
    # A query of signs alone has no terms: nothing has them, and not everything.
    found = find([*filters, *words]) if words or not query else []
    page = Paginator(found, STORIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "asked": request.GET,
        "has_asked": bool(query or filters),
        "count": len(found),
        "is_cut": len(found) == MAX_FOUND,
        "page": page,
        "days": by_day(list(page.object_list), language),
        **choices(language),
    }
    response = render(request, "archive/search.html", context)
    patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def asked_filters(query: QueryDict) -> list[str]:
    """The filters of this address as terms. Raises Http404 for a repository, label or month that nobody can choose."""
    label, month = query.get("label", ""), query.get("month", "")
    if (label and label not in Statement.Label.values) or (month and not MONTH.fullmatch(month)):
        raise Http404("unknown label or month")
    name = query.get("repository", "")
    repository = Repository.objects.filter(full_name__iexact=name).first() if name else None
    topic = query.get("topic", "")
    if (name and repository is None) or (topic and not Topic.objects.filter(slug=topic).exists()):
        raise Http404("unknown repository or topic")
    return filter_terms(repository.pk if repository else None, [topic] if topic else [], label, month)


def choices(language: str) -> dict[str, list]:
    """What the form offers."""
    months = Digest.objects.published().dates("date", "month", order="DESC")
    return {
        "repositories": list(Repository.objects.active().values_list("full_name", flat=True)),
        "topics": [(topic.slug, topic.name(language)) for topic in Topic.objects.active()],
        "labels": Statement.Label.choices,
        "months": [(f"{month:%Y-%m}", month) for month in months],
    }
