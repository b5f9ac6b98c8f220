"""Corrections in words: since when a story says what it says now, why, and what it said until then."""

import datetime as dt

from django.utils.translation import gettext as _

from digest.models.digest import digest_date
from digest.text import HAN_CHARACTER
from newsletter.editions.types import CorrectionNote, Edition, EditionStory
from newsletter.renderers import dates


def corrected_on(note: CorrectionNote) -> str:
    """`Corrected on 20 February`."""
    return _("Corrected on %(day)s") % {"day": dates.day(digest_date(note.made_at))}


def said_before(note: CorrectionNote) -> str:
    """What stood there until then, as running text with its `code`."""
    return running(note.headline, note.detail)


def running(headline: str, detail: str) -> str:
    """A headline, which has no full stop, and the detail behind it."""
    if not (headline and detail):
        return headline or detail
    return headline + ("。" if HAN_CHARACTER.search(headline) else ". ") + detail


def correction_lines(story: EditionStory) -> list[str]:
    """One sentence for each correction, without markup but `code`."""
    return [
        _("%(corrected_on)s: %(reason)s Until then it said: %(before)s")
        % {"corrected_on": corrected_on(note), "reason": note.reason, "before": said_before(note)}
        for note in story.corrections
    ]


def last_corrected(edition: Edition) -> dt.datetime | None:
    """When anything that this edition tells was last corrected; None where nothing was."""
    stories = (story for section in edition.sections for story in section.all_stories)
    sentences = (*edition.summary, *edition.takeaways)
    notes = [note for story in stories for note in story.corrections]
    notes += [note for sentence in sentences for note in sentence.corrections]
    return max((note.made_at for note in notes), default=None)
