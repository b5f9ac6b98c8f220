"""What every page needs to know of the newsletter."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from digest import languages


def newsletter(_request: HttpRequest) -> dict[str, Any]:
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "site_url": settings.SITE_URL,
        "language_tag": languages.get(get_language() or settings.LANGUAGE_CODE).tag,
        "page_languages": [(code, languages.get(code).tag) for code in settings.DIGEST_LANGUAGES],
        "other_languages": [(code, name) for code, name in languages.offered() if code != get_language()],
    }
