"""Fragment renderer: pieces of a digest's mails are rendered and compiled once, in its language, and cached."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from newsletter.editions.bounded_cache import BoundedCache
from newsletter.editions.content import DigestContent
from newsletter.editions.selection import select
from newsletter.mail.context import shared_context
from newsletter.mail.fragments.byte_template import (
    SPLIT_MARK,
    compile_blocks,
    encode_html,
    encode_lines,
    placeholder,
    render_block,
)
from subscribers.mail.lines import tidy
from subscribers.models import Selection

PERSONAL = ("preheader", "scope", "window", "edition_sentence", "who_wrote", "why")
LINKS = ("web_url", "preferences_url", "mute_url", "unsubscribe_url")
MAX_CACHED_PIECES = 2048  # of one kind that depend on choices; about 10 MB for all kinds
TABLE = '<mj-text><table role="presentation">'  # around rows that are compiled by themselves


class Piece(NamedTuple):
    """What both parts of a mail have at one place: whole lines, encoded as they go out."""

    html: bytes
    text: bytes


class Around(NamedTuple):
    """What stands around the items of a block: in HTML before and behind them, in the text a title before them."""

    opening: bytes
    closing: bytes
    title: bytes


class HasRenderer(Protocol):
    """Fragments of one digest."""

    renderer: "FragmentRenderer"


Self = TypeVar("Self", bound=HasRenderer)
Args = ParamSpec("Args")
Result = TypeVar("Result")


def cached(method: Callable[Concatenate[Self, Args], Result]) -> Callable[Concatenate[Self, Args], Result]:
    """What this method gives is made once for a digest, which has few values of its arguments."""
    name = method.__qualname__

    @wraps(method)
    def wrapper(self: Self, /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
        renderer, key = self.renderer, (name, *args, *sorted(kwargs.items()))
        found = renderer.cache.get(key)
        return renderer.cached(lambda: method(self, *args, **kwargs), *key) if found is None else found

    return wrapper


class FragmentRenderer:
    """Of one DigestContent; whatever language is active, it speaks that of the digest.

    What depends on the digest alone is cached in a dictionary, what depends on choices in one that has a bound.
    """

    def __init__(self, content: DigestContent) -> None:
        self.content = content
        self.cache: dict[tuple, Any] = {}
        self.selection_caches = defaultdict[str, BoundedCache](lambda: BoundedCache(MAX_CACHED_PIECES))
        self.edition = select(content, Selection(language=content.language))
        self.context = shared_context(self.edition) | {
            "edition": self.edition,
            "has_recipient": True,
            "personal": {name: placeholder(name) for name in PERSONAL},
            **{name: placeholder(name) for name in LINKS},
        }

    def cached(self, make: Callable[[], Any], *key: Any) -> Any:
        """What `make()` gives, made once for this key."""
        if key not in self.cache:
            self.cache[key] = self.in_language(make)
        return self.cache[key]

    def cached_by_selection(self, make: Callable[[], Any], kind: str, *key: Any) -> Any:
        """The same as long as there is room: choices are without number."""
        cache = self.selection_caches[kind]
        found = cache.get(key)
        return cache.add(key, self.in_language(make)) if found is None else found

    def in_language(self, make: Callable[[], Any]) -> Any:
        """What `make()` gives while the digest's language is active."""
        with translation.override(self.content.language):
            return make()

    def render(self, name: str, context: Mapping[str, Any] | None = None) -> str:
        """A template of the digest, with its marks, as MJML."""
        return render_block(name, self.context | dict(context or {}))

    def split(self, blocks: str) -> list[str]:
        """These blocks compiled, without the document around them, split at their own marks."""
        return self.compile(mark_safe(SPLIT_MARK + blocks + SPLIT_MARK))[1:-1]

    def compile(self, blocks: str) -> list[str]:
        """These blocks compiled inside the whole document, split at their own marks."""
        return compile_blocks(mark_safe(blocks), self.context)

    def table_row(self, row: str) -> str:
        """A row of a table without its table, compiled."""
        return self.split(f"{TABLE}{SPLIT_MARK}{row}{SPLIT_MARK}</table></mj-text>")[1]

    def plain(self, name: str, context: Mapping[str, Any] | None = None) -> str:
        """A template of the digest as text, without blank lines around it."""
        piece = {"piece": f"mails/digest/{name}.txt"}
        return tidy(render_to_string("mails/digest/plain.txt", self.context | dict(context or {}) | piece))

    def block(self, name: str, context: Mapping[str, Any]) -> bytes:
        """A template's text, after a blank line. Raises LongLineError."""
        return encode_lines(["", *self.plain(name, context).split("\n")])

    def around(self, opening: str, closing: str, title: str) -> Around:
        """The frame of a block, with its title as text parts have it."""
        return Around(encode_html(opening), encode_html(closing), encode_lines(["", f"== {title} =="]))
