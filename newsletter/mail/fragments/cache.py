"""Cache of the fragments of the last days and languages in this process: the next reader's mail needs the same."""

from django.conf import settings

from newsletter.editions.bounded_cache import BoundedCache
from newsletter.editions.content import DigestContent
from newsletter.mail.fragments.document import DocumentFragments
from newsletter.mail.fragments.renderer import FragmentRenderer
from newsletter.mail.fragments.sections import SectionFragments
from newsletter.mail.fragments.table import TableFragments

MAX_DIGESTS = 16  # in one language each
_cache = BoundedCache(MAX_DIGESTS)


class DigestFragments:
    """All that the mails of one digest in one language are joined from."""

    def __init__(self, content: DigestContent) -> None:
        self.content = content
        self.renderer = FragmentRenderer(content)
        self.table = TableFragments(self.renderer)
        self.sections = SectionFragments(self.renderer, self.table)
        self.document = DocumentFragments(self.renderer)


def get_fragments(content: DigestContent) -> DigestFragments:
    """The fragments of this content. One that was read again, and says the same, keeps those that it has."""
    names = (settings.SITE_URL, settings.NEWSLETTER_NAME, settings.NEWSLETTER_POSTAL_ADDRESS)
    key = (content.language, content.covers_from, content.date, len(content.stories), *names)
    found = _cache.get(key)
    if found is None or (found.content is not content and found.content != content):
        found = _cache.add(key, DigestFragments(content))
    found.content = content
    return found


def clear_cache() -> None:
    """Tests begin with an empty one."""
    _cache.clear()
