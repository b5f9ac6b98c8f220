"""The words of the sources that carry a sentence, each in the line that it was taken from."""

from collections.abc import Iterator
from dataclasses import dataclass

from digest.models import Activity, Statement
from digest.text import one_line
from digest.writing.retrieval import most_alike
from newsletter.editions.references import own_reference
from newsletter.editions.shown_text import quoted
from newsletter.editions.types import Reference

CONTEXT = 120  # characters shown on either side
MAX_SOURCES = 6


@dataclass(frozen=True, slots=True)
class SourceQuote:
    """`words` carry the sentence; `before` and `after` are what stands around them. Unable to be a link or markup."""

    reference: Reference
    before: str
    words: str
    after: str


def source_quotes(statement: Statement) -> list[SourceQuote]:
    """What carries this statement; empty for one that is told by its title. Needs evidence with bodies, and texts.

    The second reader named the words, and code found them in the source; where it named none, code takes the passages
    that share most with the sentence.
    """
    if not statement.by_model:
        return []
    evidence = sorted(statement.evidence.all(), key=lambda activity: (activity.pk != statement.main_id, activity.pk))
    words = list(statement.source_words) or most_alike(_told(statement), [text for _, text in _texts(evidence)])
    quotes = (_quote(one_line(text), evidence) for text in words)
    return [quote for quote in quotes if quote][:MAX_SOURCES]


def _told(statement: Statement) -> str:
    """What it says in every language: names and figures are the same in each."""
    return " ".join(f"{text.headline} {text.detail}" for text in statement.texts.all())


def _texts(evidence: list[Activity]) -> Iterator[tuple[Activity, str]]:
    for activity in evidence:
        yield activity, activity.title
        yield activity, activity.body


def _quote(words: str, evidence: list[Activity]) -> SourceQuote | None:
    """The words in their line; without one where the source was cleaned for the prompt, and has them otherwise."""
    if not words:
        return None
    for activity, text in _texts(evidence):
        for line in text.splitlines():
            line = one_line(line)
            place = line.find(words)
            if place >= 0:
                end = place + len(words)
                before, after = line[max(0, place - CONTEXT) : place], line[end : end + CONTEXT]
                return SourceQuote(own_reference(activity), _piece(before), _piece(words), _piece(after))
    return SourceQuote(own_reference(evidence[0]), "", _piece(words), "")


def _piece(text: str) -> str:
    """A part of a line, made harmless, with the spaces at its ends."""
    shown = quoted(text)
    return f"{' ' if text[:1].isspace() else ''}{shown}{' ' if shown and text[-1:].isspace() else ''}"
