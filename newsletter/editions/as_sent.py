"""A day as it read at some moment: what was corrected later says again what it said then."""

import datetime as dt
from dataclasses import replace

from newsletter.editions.content import DigestContent
from newsletter.editions.reading_time import reading_minutes
from newsletter.editions.types import CorrectionNote, EditionStory, Sentence


def as_of(content: DigestContent, moment: dt.datetime) -> DigestContent:
    """The content without the corrections made after this moment; selecting from it takes what was taken then."""
    later = _made_after(content, moment)
    if not later:
        return content
    key = ("as of", later)
    return content.selection_cache.get(key) or content.selection_cache.add(key, _without(content, later))


def _made_after(content: DigestContent, moment: dt.datetime) -> frozenset[CorrectionNote]:
    stories = (note for story in content.stories for note in story.corrections)
    sentences = (note for one in (*content.summary, *content.takeaways) for note in one.corrections)
    return frozenset(note for note in (*stories, *sentences) if note.made_at > moment)


def _without(content: DigestContent, later: frozenset[CorrectionNote]) -> DigestContent:
    stories = tuple(_story(story, later) for story in content.stories)
    return replace(
        content,
        stories=stories,
        summary=tuple(_sentence(one, later) for one in content.summary),
        takeaways=tuple(_sentence(one, later) for one in content.takeaways),
        minutes={story.id: reading_minutes(story.headline, story.detail) for story in stories},
    )


def _story(story: EditionStory, later: frozenset[CorrectionNote]) -> EditionStory:
    kept, first = _split(story.corrections, later)
    return replace(story, headline=first.headline, detail=first.detail, corrections=kept) if first else story


def _sentence(sentence: Sentence, later: frozenset[CorrectionNote]) -> Sentence:
    kept, first = _split(sentence.corrections, later)
    return replace(sentence, text=first.detail or first.headline, corrections=kept) if first else sentence


def _split(
    notes: tuple[CorrectionNote, ...], later: frozenset[CorrectionNote]
) -> tuple[tuple[CorrectionNote, ...], CorrectionNote | None]:
    """The notes that were there, and the first that was not."""
    kept = tuple(note for note in notes if note not in later)
    return kept, notes[len(kept)] if len(kept) < len(notes) else None
