"""Archive, digest pages, view in browser, the newest edition by mail, local mailbox and health."""

from datetime import date

from django.contrib.sitemaps.views import sitemap
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from digest.models.repository import FULL_NAME
from newsletter.views import (
    archive,
    digest,
    discovery,
    edition,
    feeds,
    health,
    mailbox,
    metrics,
    preview,
    private_feed,
    report,
    search,
    second_factor,
    send_latest,
    stories,
    story,
)
from newsletter.views.language import LanguageConverter, to_language
from newsletter.views.story import ActivityConverter


class DayConverter:
    """2026/02/19 in an address is a date in a view; days that no calendar has are not found."""

    regex = r"\d{4}/\d{2}/\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m/%d}"


class RepositoryConverter(StringConverter):
    """owner/name, as GitHub allows them."""

    regex = FULL_NAME


class KeyConverter(StringConverter):
    """A number, a SHA, or a tag, which may have any sign in it."""

    regex = "(?s:.+)"


register_converter(ActivityConverter, "activity")
register_converter(DayConverter, "day")
register_converter(feeds.FeedConverter, "feed")
register_converter(KeyConverter, "key")
register_converter(LanguageConverter, "language")
register_converter(RepositoryConverter, "repository")

app_name = "newsletter"
urlpatterns = [
    path("robots.txt", discovery.robots, name="robots"),
    path("favicon.ico", discovery.favicon, name="favicon"),
    path("sitemap.xml", sitemap, {"sitemaps": discovery.SITEMAPS}, name="sitemap"),
    path("<language:language>/archive/", archive.archive, name="archive"),
    path("<language:language>/<feed:feed_type>", feeds.WholeFeed(), name="feed"),
    path(
        "<language:language>/r/<repository:full_name>/<feed:feed_type>", feeds.RepositoryFeed(), name="repository_feed"
    ),
    path("<language:language>/t/<slug:slug>/<feed:feed_type>", feeds.TopicFeed(), name="feed"),
    path("<language:language>/report/<int:pk>/", report.report_page, name="report"),
    path("<language:language>/search/", search.search_page, name="search"),
    path("<language:language>/<day:date>/", digest.digest_page, name="digest"),
    path("<language:language>/<day:date>/report/", report.report_of_day, name="report_of_day"),
    path("<language:language>/<day:date>.md", digest.digest_markdown, name="digest_markdown"),
    path("<language:language>/<day:date>.json", digest.digest_json, name="digest_json"),
    path("<language:language>/r/<repository:full_name>/", stories.repository_page, name="repository"),
    path("<language:language>/r/<repository:full_name>/<activity:kind>/<key:key>/", story.story_page, name="story"),
    path("<language:language>/t/<slug:slug>/", stories.topic_page, name="topic"),
    # Without a language, as addresses were once, and as whoever types one leaves it out.
    path("archive/", to_language, name="archive"),
    path("search/", to_language, name="search"),
    path("<day:date>/", to_language, name="digest"),
    path("<day:date>.md", to_language, name="digest_markdown"),
    path("<day:date>.json", to_language, name="digest_json"),
    path("r/<repository:full_name>/", to_language, name="repository"),
    path("r/<repository:full_name>/<activity:kind>/<key:key>/", to_language, name="story"),
    path("t/<slug:slug>/", to_language, name="topic"),
    path("preview/", preview.preview, name="preview"),
    path("feed/<str:text>/<feed:feed_type>", feeds.PrivateFeed(), name="private_feed"),
    path("preferences/<str:token>/feed/", private_feed.private_feed, name="private_feed_page"),
    path("edition/<str:token>/", edition.edition, name="edition"),
    path("edition/<str:token>/report/", report.report_of_edition, name="report_of_edition"),
    path("latest/<str:token>/", send_latest.mail_it, name="mail_latest"),
    path("admin/second-factor/", second_factor.ask, name="second_factor"),
    path("admin/second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.mail, name="mail"),
    path("mailbox/<str:key>/html/", mailbox.mail_html, name="mail_html"),
]
