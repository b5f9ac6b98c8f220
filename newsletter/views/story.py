"""A story's own page: what is true now, and what was told of it on which day, from which sources."""

from dataclasses import dataclass
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Activity, Repository, Statement, Topic
from newsletter.editions.content import load_stories
from newsletter.editions.links import ACTIVITY_PATHS, story_path
from newsletter.editions.source_words import SourceQuote, source_quotes
from newsletter.editions.threads import thread_of
from newsletter.editions.types import EditionStory
from newsletter.views.digest import BROWSER_CACHE_SECONDS
from newsletter.views.language import activate_language


class ActivityConverter:
    """The part of GitHub's own addresses that says what follows: pull, issues, commit …"""

    regex = "|".join(ACTIVITY_PATHS.values())

    def to_python(self, value: str) -> str:
        return next(kind for kind, path in ACTIVITY_PATHS.items() if path == value)

    def to_url(self, value: str) -> str:
        return ACTIVITY_PATHS[value]


@dataclass(frozen=True)
class ToldOn:
    """What one day told of the story, and the words of the sources that carry it."""

    story: EditionStory
    sources: list[SourceQuote]


@conditional_page
def story_page(request: HttpRequest, language: str, full_name: str, kind: str, key: str) -> HttpResponse:
    """One page for a matter: each of its numbers, commits and releases leads to the address of what came first."""
    activate_language(request, language)
    repository = get_object_or_404(Repository, full_name__iexact=full_name)
    thread = thread_of(repository, kind, key)
    if not thread:
        raise Http404("no published digest told of it")
    address = path_of(thread[0], repository, language)
    if request.path != unquote(address):
        return redirect(address)
    days = told_on(thread, language)
    context = {"repository": repository, "days": days, "now": days[-1].story, "topic_names": topic_names(language)}
    response = render(request, "archive/story_page.html", context)
    patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
    return response


def path_of(statement: Statement, repository: Repository, language: str) -> str:
    main: Activity | None = statement.main
    if main is None:
        raise Http404("it has no source")
    return story_path(repository.full_name, main.kind, main.key, language)


def topic_names(language: str) -> dict[str, str]:
    return {topic.slug: topic.name(language) for topic in Topic.objects.all()}


def told_on(thread: list[Statement], language: str) -> list[ToldOn]:
    """What each of these statements tells, in their order."""
    stories = {named.story.id: named.story for named in load_stories([one.pk for one in thread], language)}
    rows = Statement.objects.filter(pk__in=stories).prefetch_related("evidence", "texts")
    sources = {row.pk: source_quotes(row) for row in rows}
    return [ToldOn(stories[one.pk], sources[one.pk]) for one in thread if one.pk in stories]
