"""Tracking many repositories: each line of what was pasted gets its own answer, and one that fails stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digest.github.client import GitHub
from digest.models import Repository
from digest.tracking import Tracked, TrackingError, parse_repository, track_and_tell

MAX_LINES = 30  # of one paste: GitHub is asked about each while a page waits
MAX_LINE = 300  # characters
# What ends the paste for the lines behind it as well.
STOPPING = ("rate_limited", "bad_token", "unreachable")
OUTCOMES = {
    "added": _("added"),
    "there": _("there already"),
    "archived": _("added, but archived: nothing new will come of it"),
    "unreadable": _("not readable: write owner/name or its GitHub address"),
    "twice": _("stands in an earlier line"),
    "not_found": _("not found, or private"),
    "refused": _("not added"),
    "not_asked": _("not asked: GitHub did not answer the lines before it"),
}


class TooManyLines(ValueError):
    """More than MAX_LINES; none was looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line: `outcome` is one of OUTCOMES, `told` what more there is to say."""

    line: str
    outcome: str
    repository: Repository | None = None
    moved_to: str = ""
    told: str | Promise = ""

    @property
    def words(self) -> str | Promise:
        return OUTCOMES[self.outcome]


def lines_of(text: str) -> list[str]:
    """The lines that say anything, as far as they are looked at. Raises TooManyLines."""
    lines = [line.strip()[:MAX_LINE] for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        raise TooManyLines
    return lines


def track_lines(lines: Iterable[str]) -> list[Answer]:
    """Track what stands in each of these lines. GitHub is asked one by one, over one connection."""
    answers: list[Answer] = []
    seen: set[str] = set()
    stopped = False
    with GitHub() as client:
        for line in lines:
            name = _name_of(line)
            if not name:
                answer = Answer(line, "unreadable")
            elif name.lower() in seen:
                answer = Answer(line, "twice")
            elif stopped:
                answer = Answer(line, "not_asked")
            else:
                answer, stopped = _ask(line, client)
            seen.add(name.lower())
            answers.append(answer)
    return answers


def _name_of(line: str) -> str:
    """Empty where it is none."""
    try:
        return parse_repository(line)
    except ValueError:
        return ""


def _ask(line: str, client: GitHub) -> tuple[Answer, bool]:
    """The answer, and whether GitHub need not be asked any more."""
    try:
        return _answer(line, track_and_tell(line, client)), False
    except TrackingError as error:
        outcome = "not_found" if error.reason == "not_found" else "refused"
        return Answer(line, outcome, told=str(error)), error.reason in STOPPING


def _answer(line: str, tracked: Tracked) -> Answer:
    repository = tracked.repository
    is_archived = repository.trouble == Repository.Trouble.ARCHIVED
    outcome = "there" if tracked.was_tracked else "archived" if is_archived else "added"
    return Answer(line, outcome, repository, repository.full_name if tracked.has_moved else "")
