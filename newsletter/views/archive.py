"""The archive: a list of digests, and the whole day of each as page, Markdown and JSON."""

from collections import defaultdict

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from digest.models import Digest, Statement
from newsletter.editions import content
from newsletter.editions.filters import UnknownName, asked_selection
from newsletter.editions.selection import select
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.views.page_sections import later_by_line, shown_sections

DIGESTS_A_PAGE = 30
HEADLINES_A_DAY = 2
CACHE_SECONDS = 300


def page_language(request):
    """The language of a page: `?lang=` where it names one of ours, else the visitor's; active from here on."""
    wanted = [request.GET.get("lang"), translation.get_language(), *settings.DIGEST_LANGUAGES]
    language = next(code for code in wanted if code in settings.DIGEST_LANGUAGES)
    translation.activate(language)
    request.LANGUAGE_CODE = language
    return language


@conditional_page
def archive(request):
    language = page_language(request)
    page = Paginator(Digest.objects.published().order_by("-date"), DIGESTS_A_PAGE).get_page(request.GET.get("page"))
    best = best_lines(page.object_list, language)
    rows = [{"digest": digest, "best": best.get(digest.date, [])} for digest in page]
    return render(request, "archive/index.html", {"page": page, "rows": rows, "language": language})


def best_lines(digests, language):
    """Date to [(repository's name, Line)]: the best story of each of the day's two best repositories."""
    rank = ["-importance", "-score", "pk"]
    stories = Statement.objects.filter(role=Statement.Role.STORY, fold=Statement.Fold.NONE, digest__in=list(digests))
    place = Window(RowNumber(), partition_by=[F("digest"), F("repository")], order_by=rank)
    firsts = defaultdict(list)
    for pk, digest in stories.annotate(place=place).filter(place=1).order_by(*rank).values_list("pk", "digest"):
        firsts[digest].append(pk)
    best = defaultdict(list)
    for name, line in content.load_lines([pk for pks in firsts.values() for pk in pks[:HEADLINES_A_DAY]], language):
        best[line.day].append((name, line))
    return best


def visible_digest(request, date):
    """The digest of this date; visitors see published ones only, who may see digests all. Raises Http404."""
    digests = Digest.objects.all() if request.user.has_perm("digest.view_digest") else Digest.objects.published()
    return get_object_or_404(digests, date=date)


def asked_edition(request, everything):
    """The whole Day, or what `?repository=` and `?topic=` leave of it. Raises Http404 for names that we do not have."""
    names, slugs = request.GET.getlist("repository"), request.GET.getlist("topic")
    try:
        return select(everything, asked_selection(everything.language, names, slugs))
    except UnknownName as error:
        raise Http404(f"unknown: {error}") from error


def cached(response, digest):
    """Published days hardly change; drafts are nobody else's business."""
    if digest.is_closed:
        patch_cache_control(response, max_age=CACHE_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


@conditional_page
def digest_page(request, date):
    digest = visible_digest(request, date)
    everything = content.remembered([digest], page_language(request))
    context = digest_context(digest, everything, asked_edition(request, everything))
    return cached(render(request, "archive/digest.html", context), digest)


def digest_context(digest, everything, edition):
    """What the template of a day needs; `show_digest` renders the same page."""
    published = Digest.objects.published()
    present = {slug for line in everything.lines for slug in line.topics}
    return {
        "digest": digest,
        "edition": edition,
        "sections": shown_sections(edition),
        "later": later_by_line(edition),
        "older": published.filter(date__lt=digest.date).order_by("-date").first(),
        "newer": published.filter(date__gt=digest.date).order_by("date").first(),
        "day_topics": [(slug, name) for slug, name in everything.topic_names.items() if slug in present],
    }


@conditional_page
def digest_markdown(request, date):
    digest = visible_digest(request, date)
    edition = asked_edition(request, content.remembered([digest], page_language(request)))
    return cached(HttpResponse(render_markdown(edition), content_type="text/markdown; charset=utf-8"), digest)


@conditional_page
def digest_json(request, date):
    digest = visible_digest(request, date)
    edition = asked_edition(request, content.remembered([digest], page_language(request)))
    data = edition_data(edition, edition_activities(edition, [digest]))
    return cached(JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2}), digest)
