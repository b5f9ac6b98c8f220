"""Mutes: a repository or a topic of which a reader wants to hear nothing, for a time or for good.

A mute is part of what they chose. It ends by itself, for it says until when it holds and an edition says of which day
it tells: nothing has to run, and a mail that waits meanwhile is right.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

REPOSITORY, TOPIC = "repository", "topic"


class Mute(NamedTuple):
    """`value` is the id of a repository or the slug of a topic; `until` the first day told again, None for good."""

    kind: str
    value: int | str
    until: dt.date | None = None

    @property
    def key(self) -> str:
        """What is muted, as a form sends it."""
        return f"{self.kind}:{self.value}"

    @classmethod
    def of_key(cls, key: str, until: dt.date | None = None) -> "Mute | None":
        """The mute of what this key names; None for what no form sends."""
        kind, _colon, value = key.partition(":")
        if kind == REPOSITORY and re.fullmatch(r"[0-9]{1,18}", value):
            return cls(kind, int(value), until)
        return cls(kind, value, until) if kind == TOPIC and value else None

    def holds_on(self, day: dt.date) -> bool:
        """Whether what happened on this day stays untold."""
        return self.until is None or day < self.until


class Muted(NamedTuple):
    """What stays untold on one day."""

    repositories: frozenset[int] = frozenset()
    topics: tuple[str, ...] = ()


NOTHING = Muted()


def as_rows(mutes: Iterable[Mute]) -> list[list[Any]]:
    """As a Selection stores them: the last word on a repository or a topic counts, in one order."""
    newest = {(mute.kind, mute.value): mute for mute in mutes}
    rows = [[kind, value, mute.until.isoformat() if mute.until else ""] for (kind, value), mute in newest.items()]
    return sorted(rows, key=lambda row: (row[0], str(row[1])))


def from_rows(rows: Iterable[Any]) -> list[Mute]:
    return [Mute(kind, value, dt.date.fromisoformat(until) if until else None) for kind, value, until in rows]


def held_on(rows: Iterable[Any], day: dt.date) -> list[Mute]:
    """The mutes of these rows of a Selection that are not over on this day."""
    return [mute for mute in from_rows(rows) if mute.holds_on(day)]


def muted_on(rows: Iterable[Any], day: dt.date) -> Muted:
    """What these rows of a Selection leave untold on this day."""
    if not rows:
        return NOTHING
    held = held_on(rows, day)
    repositories = frozenset([int(mute.value) for mute in held if mute.kind == REPOSITORY])
    return Muted(repositories, tuple([str(mute.value) for mute in held if mute.kind == TOPIC]))


def with_mute(mutes: Iterable[Mute], new: Mute, today: dt.date) -> list[Mute]:
    """These mutes and this one, without those that are over."""
    return [*(mute for mute in mutes if mute.holds_on(today)), new]


def without_mute(mutes: Iterable[Mute], kind: str, value: int | str, today: dt.date) -> list[Mute]:
    """These mutes without that of this repository or topic, and without those that are over."""
    return [mute for mute in mutes if mute.holds_on(today) and (mute.kind, mute.value) != (kind, value)]
