"""How the pieces of a day's mails are made: rendered and compiled once, in the day's language, and kept."""

from collections import defaultdict
from functools import wraps

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from newsletter.editions.selection import select
from newsletter.mail.compose import shared_context
from newsletter.mail.fragments.byte_template import CUT, compiled, rendered, slot
from subscribers.mail.lines import tidy
from subscribers.models import Selection

OWN = ("preheader", "window", "edition_line", "edition_sentence", "who_wrote", "why")
LINKS = ("web_url", "preferences_url", "unsubscribe_url")
MOST = 2048  # pieces of one kind that depend on choices; about 10 MB for all kinds


def once(method):
    """Made once for a day: there are no more of these than the day has repositories and stories."""

    @wraps(method)
    def found(self, *key):
        place = (method.__name__, *key)
        if place not in self.made:
            self.made[place] = self.in_language(lambda: method(self, *key))
        return self.made[place]

    return found


class Press:
    """Of one Day; whatever language is active, it speaks that of the day."""

    def __init__(self, day):
        self.day, self.made, self.chosen = day, {}, defaultdict(dict)
        self.edition = select(day, Selection(language=day.language))
        self.context = shared_context(self.edition) | {
            "edition": self.edition,
            "subscriber": True,
            "own": {name: slot(name) for name in OWN},
            **{name: slot(name) for name in LINKS},
        }

    def by_choice(self, make, kind, *key):
        """What `make()` gives for this key, remembered as long as there is room: choices are without number."""
        kept = self.chosen[kind]
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST:
                kept.clear()
            found = kept[key] = self.in_language(make)
        return found

    def in_language(self, make):
        with translation.override(self.day.language):
            return make()

    def render(self, name, context=()):
        """A template of the digest, with its marks, as MJML."""
        return rendered(name, self.context | dict(context))

    def cut(self, blocks):
        """These blocks compiled, without the document around them, cut at their own marks."""
        return compiled(mark_safe(CUT + blocks + CUT), self.context)[1:-1]

    def plain(self, name, context=()):
        """A template of the digest as text, without blank lines around it."""
        piece = {"piece": f"mails/digest/{name}.txt"}
        return tidy(render_to_string("mails/digest/plain.txt", self.context | dict(context) | piece))
