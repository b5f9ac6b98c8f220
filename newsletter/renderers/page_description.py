"""What a page is about, in a line or two, for search engines, feeds and whoever shares its address."""

from newsletter.editions.types import Edition
from newsletter.renderers.inline_code import without_backticks

MAX_DESCRIPTION = 300  # characters
HEADLINES = 3


def day_description(edition: Edition) -> str:
    """The summary, or the headlines of the best stories; empty where nothing is told."""
    sentences = [sentence.text for sentence in edition.summary]
    told = [story.headline or story.detail for section in edition.sections for story in section.stories]
    text = without_backticks(" ".join(sentences) or " · ".join(told[:HEADLINES]))
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1].rstrip() + "…"
