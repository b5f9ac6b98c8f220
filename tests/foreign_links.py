"""Which links a mail program would see in a finished mail that are neither ours nor GitHub's."""

from email import message_from_bytes, policy
from html.parser import HTMLParser

from django.conf import settings
from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS

INLINE = {"a", "span", "code", "strong", "b", "i", "wbr"}
LINKIFIER = LinkifyIt(options={"fuzzy_ip": True}).tlds([*map(str.lower, TLDS), "example", "internal", "onion", "рф"])


class _Shown(HTMLParser):
    """The text outside links, inline tags leaving no gap, since some programs look across them; and all addresses."""

    def __init__(self, html):
        super().__init__()
        self.text, self.hrefs, self.tags, self.hidden = "", [], set(), 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.hrefs += [value for name, value in attrs if name in ("href", "src", "action", "background")]
        self.hidden += tag in ("a", "style")
        self.text += "" if tag in INLINE else "\n"

    def handle_endtag(self, tag):
        self.hidden -= tag in ("a", "style")
        self.text += "" if tag in INLINE else "\n"

    def handle_data(self, data):
        self.text += "\n" if self.hidden else data


def foreign_links(data: bytes, reader: str) -> list[str]:
    """Of a whole message: what its subject, text and HTML link to or would be linked to, but for us and GitHub."""
    message, text, shown = _read(data)
    linked = [found.url for part in (message["Subject"], text, shown.text) for found in LINKIFIER.match(part) or ()]
    return [url for url in (*shown.hrefs, *linked) if not _is_ours(url, reader)]


def tags_of(data: bytes) -> set[str]:
    """The names of all tags in the HTML of a whole message."""
    return _read(data)[2].tags


def _read(data):
    message = message_from_bytes(data, policy=policy.default)
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]  # an alert has no HTML
    text, html = (body.get_content() if body else "" for body in bodies)
    return message, text, _Shown(html)


def _is_ours(url, reader):
    return url.startswith((f"{settings.SITE_URL}/", "https://github.com/", "#")) or url == f"mailto:{reader}"
