"""Stories over days, newest first: those of one repository, and those of one topic."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Digest, Repository, Statement, Topic
from newsletter.editions.content import NamedStory, load_stories
from newsletter.views.digest import BROWSER_CACHE_SECONDS
from newsletter.views.language import activate_language

STORIES_PER_PAGE = 40
NEWEST_FIRST = ("-digest__date", "-importance", "-score", "pk")


@conditional_page
def repository_page(request: HttpRequest, language: str, full_name: str) -> HttpResponse:
    activate_language(request, language)
    repository = get_object_or_404(Repository, full_name__iexact=full_name)
    stories = published_stories().filter(repository=repository)
    context = {"repository": repository, "line": repository.line(language)}
    return list_page(request, language, stories, context)


@conditional_page
def topic_page(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    activate_language(request, language)
    topic = get_object_or_404(Topic, slug=slug)
    return list_page(
        request, language, published_stories().filter(topics=topic), {"topic": topic, "name": topic.name(language)}
    )


def published_stories() -> QuerySet[Statement]:
    """Those told by themselves, on days that are published."""
    rows = Statement.objects.told_by_itself().filter(digest__status=Digest.Status.PUBLISHED)
    return rows.order_by(*NEWEST_FIRST)


def list_page(
    request: HttpRequest, language: str, stories: QuerySet[Statement], context: dict[str, Any]
) -> HttpResponse:
    page = Paginator(stories.values_list("pk", flat=True), STORIES_PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "days": by_day(list(page.object_list), language), "count": page.paginator.count}
    response = render(request, "archive/stories.html", shown | context)
    patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
    return response


def by_day(ids: list[int], language: str) -> list[tuple[Any, list[NamedStory]]]:
    """(date, stories) of these statements, in their order."""
    named = {one.story.id: one for one in load_stories(ids, language)}
    shown = [named[pk] for pk in ids if pk in named]
    return [(day, list(group)) for day, group in groupby(shown, key=lambda one: one.story.day)]
