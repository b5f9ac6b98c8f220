"""Feeds: the last days as Atom and as JSON Feed, each day seen through a selection, as mails are."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date
from django.views.decorators.http import condition, conditional_page

from digest import languages
from digest.models import Digest, Repository, Topic
from newsletter.editions.content import cached_content
from newsletter.editions.links import digest_url
from newsletter.editions.selection import select
from newsletter.editions.types import Edition
from newsletter.renderers.corrections import last_corrected
from newsletter.renderers.dates import full_day
from newsletter.renderers.labels import plain_headline
from newsletter.renderers.page_description import day_description
from newsletter.views.digest import BROWSER_CACHE_SECONDS
from newsletter.views.language import activate_language
from newsletter.views.page_sections import page_sections
from subscribers.models import Selection, Subscriber
from subscribers.signed_links import public_id_of, read_token, token, version_of
from subscribers.views.signed_link import no_store

DAYS = 14


class JSONFeed(SyndicationFeed):
    """JSON Feed 1.1 (jsonfeed.org)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = self.feed
        data = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "language": feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
        outfile.write(text.encode(encoding))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        published = rfc3339_date(item["pubdate"])
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["description"],
            "date_published": published,
            "date_modified": rfc3339_date(item["updateddate"]),
        }


class AtomFeed(Atom1Feed):
    """Atom with the whole day as content, beside its summary."""

    content_type = "application/atom+xml; charset=utf-8"

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        description = item.pop("description")
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["summary"])
        handler.addQuickElement("content", description, {"type": "html"})


class FeedConverter:
    """The last part of a feed's address, as the form that it asks for."""

    regex = r"feed\.(?:atom|json)"

    def to_python(self, value: str) -> "type[AtomFeed | JSONFeed]":
        return JSONFeed if value.endswith("json") else AtomFeed

    def to_url(self, value: str) -> str:
        return f"feed.{value}"


@dataclass(frozen=True)
class Subject:
    """Of what a feed tells: everything, a repository, a topic, or what one reader chose."""

    selection: Selection
    title: str
    scope: str  # makes the ids of its entries its own, and outlives its address

    @property
    def language(self) -> str:
        return self.selection.language


@dataclass(frozen=True)
class Day:
    """One entry."""

    edition: Edition
    published_at: dt.datetime


def newest_change(*_args: Any, **_kwargs: Any) -> dt.datetime | None:
    """When a day was last published or corrected: until then a feed stays what it was."""
    moments = Digest.objects.published().aggregate(published=Max("published_at"), corrected=Max("corrected_at"))
    return max(filter(None, moments.values()), default=None)


class EditionFeed:
    """The newest DAYS published days on which the selection of a Subject has something to tell."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return condition(last_modified_func=newest_change)(self.answer)(request, *args, **kwargs)

    def answer(
        self, request: HttpRequest, *args: Any, feed_type: type[AtomFeed | JSONFeed], **kwargs: Any
    ) -> HttpResponse:
        subject = self.subject(*args, **kwargs)
        activate_language(request, subject.language)
        feed = feed_type(
            title=subject.title,
            link=settings.SITE_URL + "/",
            description=settings.NEWSLETTER_NAME,
            language=languages.get(subject.language).tag,
            feed_url=settings.SITE_URL + request.path,
            feed_guid=f"{_authority()}:{subject.scope}",
            author_name=settings.NEWSLETTER_NAME,
        )
        for day in self.items(subject):
            feed.add_item(**self.entry(subject, day))
        response = HttpResponse(content_type=feed.content_type)
        feed.write(response, "utf-8")
        patch_cache_control(response, max_age=BROWSER_CACHE_SECONDS)
        return response

    def items(self, subject: Subject) -> list[Day]:
        digests = Digest.objects.published().order_by("-date")[:DAYS]
        days = [
            Day(select(cached_content([digest], subject.language), subject.selection), digest.published_at)
            for digest in digests
            if digest.published_at
        ]
        return [day for day in days if not day.edition.is_empty]

    def entry(self, subject: Subject, day: Day) -> dict[str, Any]:
        edition = day.edition
        shown = {"edition": edition, "page_sections": page_sections(edition), "site_url": settings.SITE_URL}
        best = next(story for section in edition.sections for story in section.stories)
        return {
            "title": f"{full_day(edition.date)} · {plain_headline(best)}",
            "link": digest_url(edition.date, subject.language),
            "description": render_to_string("archive/feed_entry.html", shown),
            "summary": day_description(edition),
            "unique_id": f"{_authority()}:{subject.scope}/{edition.date}",
            "pubdate": day.published_at,
            "updateddate": max(filter(None, (day.published_at, last_corrected(edition)))),
        }

    def subject(self, *args: Any, **kwargs: Any) -> Subject:
        """Of what the feed at this address tells. Raises Http404."""
        raise NotImplementedError


class WholeFeed(EditionFeed):
    def subject(self, language: str) -> Subject:
        return Subject(Selection(language=language), settings.NEWSLETTER_NAME, language)


class RepositoryFeed(EditionFeed):
    def subject(self, language: str, full_name: str) -> Subject:
        repository = get_object_or_404(Repository, full_name__iexact=full_name)
        selection = Selection(language=language, repositories=[repository.pk])
        return Subject(
            selection, f"{settings.NEWSLETTER_NAME} · {repository.full_name}", f"{language}/r/{repository.full_name}"
        )


class TopicFeed(EditionFeed):
    def subject(self, language: str, slug: str) -> Subject:
        topic = get_object_or_404(Topic, slug=slug)
        selection = Selection(language=language, topics=[topic.slug])
        return Subject(selection, f"{settings.NEWSLETTER_NAME} · {topic.name(language)}", f"{language}/t/{topic.slug}")


class PrivateFeed(EditionFeed):
    """What one reader chose, for whoever has the address; only the program that asked may keep it."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional_page(self.answer)(request, *args, **kwargs)
        no_store(response)
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def subject(self, text: str) -> Subject:
        reader = feed_reader(text)
        if reader is None:
            raise Http404("no such feed")
        return Subject(reader.selection, settings.NEWSLETTER_NAME, f"reader/{reader.public_id}")


def feed_reader(text: str) -> Subscriber | None:
    """The active reader whose feed has this address; None where it was renewed, or all links were revoked."""
    rows = Subscriber.objects.active().select_related("selection")
    reader = rows.filter(public_id=public_id_of(text)).first()
    return reader if reader and read_token(text, "feed", feed_link_version(reader)) else None


def feed_link_version(reader: Subscriber) -> str:
    return version_of(reader, f"feed {reader.feed_version}")


def feed_token(reader: Subscriber) -> str:
    """Good for the private feed and nothing else, until the reader asks for a new address."""
    return token(reader.public_id, "feed", feed_link_version(reader))


def _authority() -> str:
    """Where our ids begin (RFC 4151): the host, and a date on which it was ours."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026"
