"""Size limit: a mail that is too large is composed again, smaller and smaller, until Gmail does not clip it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.editions.types import Edition
from newsletter.mail.more_stories import MAX_TITLES

MAX_HTML = 90_000  # bytes; Gmail clips at 102,400


@dataclass(frozen=True, slots=True)
class Version:
    """What the templates show: how many titles below a section, whether files; and the edition that is left."""

    edition: Edition
    titles: int
    show_files: bool


def smaller_versions(edition: Edition) -> Iterator[Version]:
    """Everything; without titles below sections; without files, too; then ever fewer stories, down to one."""
    yield Version(edition, MAX_TITLES, show_files=True)
    yield Version(edition, 0, show_files=True)
    while True:
        yield Version(edition, 0, show_files=False)
        if edition.stories_shown == 1:
            return
        edition = _without_last_story(edition)


def _without_last_story(edition: Edition) -> Edition:
    """The last story of the last section that tells one moves to those that are counted below it."""
    place = max(number for number, section in enumerate(edition.sections) if section.stories)
    section = edition.sections[place]
    last = section.stories[-1]
    shorter = replace(section, stories=section.stories[:-1], more_stories=(last, *section.more_stories))
    return replace(
        edition,
        sections=(*edition.sections[:place], shorter, *edition.sections[place + 1 :]),
        stories_shown=edition.stories_shown - 1,
        summary=tuple(sentence for sentence in edition.summary if last.id not in sentence.statement_ids),
        takeaways=tuple(sentence for sentence in edition.takeaways if last.id not in sentence.statement_ids),
    )
