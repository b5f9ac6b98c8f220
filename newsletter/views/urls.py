"""Archive, digest pages, view in browser, the newest edition by mail, local mailbox and health."""

from datetime import date

from django.urls import path, register_converter

from newsletter.views import archive, digest, edition, health, mailbox, preview, send_latest
from newsletter.views.language import LanguageConverter, to_language


class DayConverter:
    """2026/02/19 in an address is a date in a view; days that no calendar has are not found."""

    regex = r"\d{4}/\d{2}/\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m/%d}"


register_converter(DayConverter, "day")
register_converter(LanguageConverter, "language")

app_name = "newsletter"
urlpatterns = [
    path("<language:language>/archive/", archive.archive, name="archive"),
    path("<language:language>/<day:date>/", digest.digest_page, name="digest"),
    path("<language:language>/<day:date>.md", digest.digest_markdown, name="digest_markdown"),
    path("<language:language>/<day:date>.json", digest.digest_json, name="digest_json"),
    # Without a language, as addresses were once, and as whoever types one leaves it out.
    path("archive/", to_language, name="archive"),
    path("<day:date>/", to_language, name="digest"),
    path("<day:date>.md", to_language, name="digest_markdown"),
    path("<day:date>.json", to_language, name="digest_json"),
    path("preview/", preview.preview, name="preview"),
    path("edition/<str:token>/", edition.edition, name="edition"),
    path("latest/<str:token>/", send_latest.mail_it, name="mail_latest"),
    path("healthz", health.healthz, name="healthz"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.mail, name="mail"),
    path("mailbox/<str:key>/html/", mailbox.mail_html, name="mail_html"),
]
