"""Size limit: a mail that is too large is composed again, smaller and smaller, until Gmail does not clip it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.editions.types import Edition
from newsletter.mail.more_stories import MAX_TITLES

MAX_LINKS = 45  # about; with many more a mail reads like a list of addresses
OTHER_LINKS = 6  # of the foot, and of what can break callers
MAX_HTML = 90_000  # bytes; Gmail clips at 102,400


@dataclass(frozen=True, slots=True)
class Version:
    """What the templates show: how many titles below a section, whether quoted lines; and the edition that is left."""

    edition: Edition
    titles: int
    show_quotes: bool


def smaller_versions(edition: Edition) -> Iterator[Version]:
    """Everything; without titles below sections; without quotes, too; then ever fewer stories, down to one."""
    yield Version(edition, _titles(edition), show_quotes=True)
    yield Version(edition, 0, show_quotes=True)
    while True:
        yield Version(edition, 0, show_quotes=False)
        if edition.stories_shown <= 1:
            return
        edition = _without_last_story(edition)


def _titles(edition: Edition) -> int:
    """How many each section may name: each is a link, and those that the mail has anyway come first."""
    told = [section for section in edition.sections if section.stories]
    tails = sum([bool(section.more_stories) for section in told])
    if not tails:
        return MAX_TITLES
    links = OTHER_LINKS + len(told) + sum([1 + story.sources for section in told for story in section.stories])
    links += sum([len(sentence.references) for sentence in (*edition.summary, *edition.takeaways)])
    return min(MAX_TITLES, max(MAX_LINKS - links, 0) // tails)


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
