"""A sign-up form that begins with what a link names: `/?repository=owner/name&topic=slug&language=en`."""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import get_language

from digest import languages
from digest.models import Repository, Topic
from subscribers.forms import NOT_FOR_NEWCOMERS
from subscribers.preferences import Preferences, defaults_for

MAX_NAMES = 200  # repositories, or topics, that are looked up
MAX_SHOWN = 140  # characters of an unknown name, as long as GitHub's can be


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The choices that the form begins with, and what of the link means nothing here."""

    preferences: Preferences
    unknown: tuple[str, ...] = ()
    is_too_long: bool = False  # more was named than anybody would choose by a link: the form begins without it


def from_query(query: QueryDict) -> Prefilled:
    """What nobody knows is said on the page; a wrong link is no reason to refuse the form."""
    begin = defaults_for(_language(query))
    names, slugs = query.getlist("repository"), query.getlist("topic")
    if max(len(names), len(slugs)) > MAX_NAMES:
        return Prefilled(begin, is_too_long=True)
    repositories, topics = _repositories(names), _topics(slugs)
    unknown = [name for name in names if name.lower() not in repositories]
    unknown += [slug for slug in slugs if slug not in topics]
    chosen = replace(begin, repositories=tuple(sorted(repositories.values())), topics=tuple(sorted(topics)))
    return Prefilled(chosen, tuple(dict.fromkeys(name[:MAX_SHOWN] for name in unknown if name)))


def _language(query: QueryDict) -> str:
    """The one that the link names, if digests are written in it, else that of the page."""
    offered = [code for code, _name in languages.offered()]
    wanted = query.get("language", "")
    return wanted if wanted in offered else get_language() or ""


def _repositories(names: list[str]) -> dict[str, int]:
    """Lower-cased full name to id, of those that can be chosen."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    active = Repository.objects.active().exclude(trouble__in=NOT_FOR_NEWCOMERS)
    return {row.full_name.lower(): row.pk for row in active if row.full_name.lower() in wanted}


def _topics(slugs: list[str]) -> set[str]:
    offered = Topic.objects.active().values_list("slug", flat=True)
    return set(offered) & set(slugs) if slugs else set()
