"""The archive: a paginated list of published digests, each with its best headlines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page

from digest.models import Digest, Statement
from newsletter.editions.content import NamedStory, load_stories
from newsletter.views.language import activate_language
from newsletter.views.search import choices

DIGESTS_PER_PAGE = 30
HEADLINES_PER_DAY = 2


@conditional_page
def archive(request: HttpRequest, language: str) -> HttpResponse:
    activate_language(request, language)
    page = Paginator(Digest.objects.published().order_by("-date"), DIGESTS_PER_PAGE).get_page(request.GET.get("page"))
    best = best_stories(page.object_list, language)
    rows = [{"digest": digest, "best": best.get(digest.date, [])} for digest in page]
    context = {"page": page, "rows": rows, "language": language, **choices(language)}
    return render(request, "archive/index.html", context)


def best_stories(digests: Iterable[Digest], language: str) -> dict[dt.date, list[NamedStory]]:
    """By date: the best story of each of the day's two best repositories."""
    rank = ["-placement", "-importance", "-score", "pk"]
    stories = Statement.objects.told_by_itself().filter(digest__in=list(digests))
    place = Window(RowNumber(), partition_by=[F("digest"), F("repository")], order_by=rank)
    firsts = defaultdict(list)
    for pk, digest in stories.annotate(place=place).filter(place=1).order_by(*rank).values_list("pk", "digest"):
        firsts[digest].append(pk)
    best: dict[dt.date, list[NamedStory]] = defaultdict(list)
    for named in load_stories([pk for pks in firsts.values() for pk in pks[:HEADLINES_PER_DAY]], language):
        best[named.story.day].append(named)
    return best
