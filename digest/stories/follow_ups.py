"""What an earlier digest told of the same matter, where a revert, a closing keyword or a #n leads back to it."""

import datetime as dt
from collections.abc import Iterable

from digest.models import Digest, Repository, Statement
from digest.stories import relations
from digest.stories.story import Story

Label = Statement.Label
TOLD = (Digest.Status.READY, Digest.Status.HELD, Digest.Status.PUBLISHED)
# Which tie counts most, where a story leads back to several; OWN is the story's own number, told before.
OWN = "own"
STRENGTH = ("relands", "reverts", "fixes", OWN, "same_as", "reverted_by", "see_also")
REMEMBERED = dt.timedelta(days=90)  # nobody remembers a line of last spring


def earlier(digest: Digest, repository: Repository, formed: Iterable[Story]) -> dict[str, tuple[Statement, str]]:
    """{story.key: (Statement, word)} for the stories that lead back to something told on an earlier day.

    `word` says how: a relation's word, or OWN. The strongest tie counts, then the latest day.
    """
    ties = {story.key: _ties(story) for story in formed}
    told = _told(digest, repository, {number for tied in ties.values() for number in tied})
    found = {}
    for key, tied in ties.items():
        candidates = [
            (tied[number], statement)
            for number in tied
            for statement in told.get(number, ())
            if tied[number] != OWN or statement.label != Label.PROPOSED  # "merged" after "proposed" needs no reminder
        ]
        if candidates:
            word, statement = min(candidates, key=lambda one: (STRENGTH.index(one[0]), -one[1].digest.date.toordinal()))
            found[key] = (statement, word)
    return found


def _ties(story):
    """{number, SHA or GHSA: word} of the own repository."""
    prefix = f"{story.main.repository.url}/".lower()
    rows = [row for row in story.relations if row["word"] in STRENGTH and row["url"].lower().startswith(prefix)]
    ties = {_target(row["url"]): row["word"] for row in rows}
    ties |= dict.fromkeys(relations.flaw_ties(story.main), OWN)
    return ties | {str(number): OWN for number in relations.own_numbers(story.main)}


def _target(url):
    return url.rsplit("/", 1)[-1]


def _told(digest, repository, targets):
    """{number or SHA: [Statement]} told by itself on an earlier day that was finished."""
    rows = Statement.objects.shown().filter(
        repository=repository,
        role=Statement.Role.STORY,
        fold="",
        digest__status__in=TOLD,
        digest__date__lt=digest.date,
        digest__date__gte=digest.date - REMEMBERED,
        evidence__key__in=targets,
    )
    told: dict[str, list[Statement]] = {}
    for statement in rows.select_related("digest").prefetch_related("evidence").distinct():
        for activity in statement.evidence.all():
            told.setdefault(activity.key, []).append(statement)
    return told
