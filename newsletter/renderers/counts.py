"""Counts and lists in words: `9 of 27 stories`, `2 of 8 repositories`, `a, b, c`."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from digest.models import Statement
from newsletter.editions.types import Edition

SEPARATOR = pgettext_lazy("between the items of a list", ", ")


def listing(items: Iterable[object]) -> str:
    """Several words or names as one list: a, b and c are `a, b, c`, and `a、b、c` in Chinese."""
    return str(SEPARATOR).join(str(item) for item in items)


def story_count(number: int) -> str:
    return ngettext("%(count)d story", "%(count)d stories", number) % {"count": number}


def stories_of(shown: int, found: int) -> str:
    """`46 stories`; "of" only where it limits: `9 of 27 stories`."""
    if shown == found:
        return story_count(found)
    return ngettext("%(told)d of %(count)d story", "%(told)d of %(count)d stories", found) % {
        "told": shown,
        "count": found,
    }


def repositories_of(chosen: int, total: int) -> str:
    """`8 repositories`, or `2 of 8 repositories`."""
    numbers = {"chosen": chosen, "count": total}
    if chosen == total:
        return ngettext("%(count)d repository", "%(count)d repositories", total) % numbers
    return ngettext("%(chosen)d of %(count)d repository", "%(chosen)d of %(count)d repositories", total) % numbers


def edition_line(edition: Edition) -> str:
    """`8 repositories, 46 stories`, both before and after the filters where there are any."""
    shown = sum(len(section.stories) + len(section.folded_stories) for section in edition.sections)
    return _("%(repositories)s, %(stories)s") % {
        "repositories": repositories_of(edition.repositories_chosen, edition.repositories_total),
        "stories": stories_of(shown, edition.stories_found),
    }


def fold_count(code: str, count: int) -> str:
    """`Tests and CI: 4 stories`."""
    return _("%(group)s: %(stories)s") % {"group": capfirst(Statement.Fold(code).label), "stories": story_count(count)}
