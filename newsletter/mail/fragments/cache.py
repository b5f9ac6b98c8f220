"""The fragments of the last days and languages, kept for the process: the next reader's mail needs the same."""

from django.conf import settings

from newsletter.mail.fragments.document import Fragments

DAYS = 16
KEPT = {}  # the one used last comes last


def fragments_of(day):
    """The fragments of this Day. One that was read again, and says the same, keeps those that it has."""
    names = (settings.SITE_URL, settings.NEWSLETTER_NAME, settings.NEWSLETTER_POSTAL_ADDRESS)
    place = (day.language, day.covers_from, day.date, len(day.stories), *names)
    kept = KEPT.pop(place, None)
    if kept is None or (kept.day is not day and kept.day != day):
        kept = Fragments(day)
    kept.day = day
    KEPT[place] = kept
    if len(KEPT) > DAYS:
        del KEPT[next(iter(KEPT))]
    return kept


def forget():
    """Drop what is kept; tests begin with an empty memory."""
    KEPT.clear()
