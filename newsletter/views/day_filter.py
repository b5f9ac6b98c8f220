"""By what a page of the archive is narrowed: the parameters of its address, checked, and in words."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from digest.models import Statement
from newsletter.editions.content import DigestContent
from newsletter.editions.filters import TooManyNames, UnknownName, selection_from_names
from newsletter.editions.narrow import narrow
from newsletter.editions.selection import select
from newsletter.editions.types import Edition
from newsletter.renderers.labels import label_word
from subscribers.models import Selection

NOTABLE, KEY = 3, 5
PARAMETERS = ("repository", "topic", "label", "importance")


@dataclass(frozen=True)
class DayFilter:
    """What `?repository=`, `?topic=`, `?label=` and `?importance=` ask for."""

    selection: Selection
    labels: tuple[str, ...] = ()
    importance: int = 0  # 0: all
    parameters: tuple[tuple[str, str], ...] = ()  # as they stood in the address

    def edition(self, content: DigestContent) -> Edition:
        """The content through this filter; nothing of it is cut."""
        return narrow(select(content, self.selection), self.labels, self.importance)

    def words(self, content: DigestContent) -> list[str]:
        """What it is narrowed to, in the active language: names of repositories and topics, labels, importance."""
        chosen = set(self.selection.repositories)
        return [
            *(repository.name for repository in content.repositories if repository.id in chosen),
            *(content.topic_names.get(slug, slug) for slug in self.selection.topics),
            *map(label_word, self.labels),
            *([importance_word(self.importance)] if self.importance else []),
        ]

    @property
    def query(self) -> str:
        """As the query of an address, with the question mark; empty where nothing is narrowed."""
        return "?" + urlencode(self.parameters) if self.parameters else ""

    def has(self, name: str, value: str) -> bool:
        return (name, value) in self.parameters

    def toggled(self, name: str, value: str) -> str:
        """The query that this one becomes when one value is switched on or off; one importance counts at a time."""
        kept = [one for one in self.parameters if one != (name, value) and not one[0] == name == "importance"]
        return "?" + urlencode(kept if self.has(name, value) else [*kept, (name, value)])


def importance_word(importance: int) -> str:
    return _("only key stories") if importance >= KEY else _("importance %(number)d and above") % {"number": importance}


def read_filter(query: QueryDict, language: str) -> DayFilter:
    """The filter of this address.

    Raises Http404 for names, labels and numbers that we do not have, and BadRequest for too many names.
    """
    asked = {name: [value for value in query.getlist(name) if value] for name in PARAMETERS}
    try:
        selection = selection_from_names(language, asked["repository"], asked["topic"])
    except UnknownName as error:
        raise Http404(f"unknown: {error}") from error
    except TooManyNames as error:
        raise BadRequest(str(error)) from error
    labels, importance = tuple(dict.fromkeys(asked["label"])), (asked["importance"] or ["0"])[-1]
    if set(labels) - set(Statement.Label.values) or importance not in set("012345"):
        raise Http404("unknown label or importance")
    pairs = ((name, value) for name in PARAMETERS for value in asked[name])
    return DayFilter(selection, labels, int(importance), tuple(dict.fromkeys(pairs)))
