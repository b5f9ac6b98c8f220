"""How search engines find their way: robots.txt, the sitemap and the icon at its old address."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from digest.models import Digest, Repository, Topic

# Pages that a link opens are found by nobody without it, and say noindex themselves.
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /mailbox/
{searches}
Sitemap: {site}/sitemap.xml
"""


def robots(_request: HttpRequest) -> HttpResponse:
    searches = "\n".join(f"Disallow: {reverse('newsletter:search', args=[code])}" for code in settings.DIGEST_LANGUAGES)
    return HttpResponse(ROBOTS.format(searches=searches, site=settings.SITE_URL), content_type="text/plain")


def favicon(_request: HttpRequest) -> HttpResponse:
    """Who does not read the page's own link asks here."""
    return HttpResponseRedirect(static("icon.svg"))


class _Pages(Sitemap):
    """Pages with their language in the address, each beside itself in the other languages."""

    i18n = alternates = True

    def get_languages_for_item(self, item: Model) -> list[str]:
        return settings.DIGEST_LANGUAGES

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class Days(_Pages):
    def items(self) -> QuerySet[Digest]:
        return Digest.objects.published().order_by("-date")

    def lastmod(self, item: Digest) -> dt.datetime | None:
        return item.published_at

    def location(self, item: Digest) -> str:
        return reverse("newsletter:digest", args=[get_language(), item.date])


class Repositories(_Pages):
    def items(self) -> QuerySet[Repository]:
        return Repository.objects.active()

    def location(self, item: Repository) -> str:
        return reverse("newsletter:repository", args=[get_language(), item.full_name])


class Topics(_Pages):
    def items(self) -> QuerySet[Topic]:
        return Topic.objects.active()

    def location(self, item: Topic) -> str:
        return reverse("newsletter:topic", args=[get_language(), item.slug])


SITEMAPS = {"days": Days, "repositories": Repositories, "topics": Topics}
