"""Which statements a mail told its reader, worked out again from the row that says what it was made of."""

from collections.abc import Iterator

from newsletter.editions.as_sent import as_of
from newsletter.editions.content import cached_content
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from newsletter.mail.more_stories import more_stories
from newsletter.mail.size_limit import smaller_versions
from newsletter.models import Delivery


def told_in(delivery: Delivery) -> frozenset[int]:
    """The ids of the statements in this mail, as its selection took them when it was claimed; empty before that.

    The row keeps the choices that counted, so what a reader chose since changes nothing.
    """
    if delivery.claimed_at is None:
        return frozenset()
    content = as_of(cached_content(delivery.digests(), delivery.selection.language), delivery.claimed_at)
    return frozenset(_statements(select(content, delivery.selection, mail_budget())))


def _statements(edition: Edition) -> Iterator[int]:
    """Told in full, named below a section, or a sentence of its own."""
    version = next(smaller_versions(edition))
    for section in edition.sections:
        yield from (story.id for story in section.stories)
        if section.stories:
            yield from (story.id for story in more_stories(section, version.titles).named)
    yield from (one.id for one in (*edition.summary, *edition.takeaways) if one.id is not None)
