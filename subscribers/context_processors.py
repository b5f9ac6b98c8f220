"""What every page needs to know of the newsletter."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

# Each language names itself, as readers look for it.
OWN_NAMES = {"zh-hans": "中文", "en": "English"}


def newsletter(_request: HttpRequest) -> dict[str, Any]:
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "site_url": settings.SITE_URL,
        "other_languages": [(code, OWN_NAMES[code]) for code in settings.DIGEST_LANGUAGES if code != get_language()],
    }
