"""Template context of a mail: what the templates need beside the edition and the reader's own words."""

from typing import Any

from django.conf import settings

from digest import languages
from newsletter.editions.types import Edition

# Line heights in pixels; Chinese needs more air. The gutter, where Reverted and 没有动静 must fit, has 8 more.
LOOK = {"summary": 27, "takeaway": 25, "key": 26, "headline": 26, "detail": 24, "more": 22, "gutter": 64}
CHINESE_LOOK = {"summary": 30, "takeaway": 28, "key": 28, "headline": 26, "detail": 26, "more": 24, "gutter": 56}


def shared_context(edition: Edition) -> dict[str, Any]:
    """The same for every reader of the edition's language."""
    return {
        "newsletter_name": settings.NEWSLETTER_NAME,
        "postal_address": settings.NEWSLETTER_POSTAL_ADDRESS,
        "language_tag": languages.get(edition.language).tag,
        "look": CHINESE_LOOK if languages.get(edition.language).is_han else LOOK,
    }
