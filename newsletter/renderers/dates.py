"""Dates and time windows in the active language: headings, hours that were read, follow-ups, late activities."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from newsletter.editions.types import Edition, EditionStory

WEEKDAY_NAMED_WITHIN = 6  # days; an earlier digest is named by its date
FROM_WEEKDAY = (
    gettext_lazy("From Monday: "),
    gettext_lazy("From Tuesday: "),
    gettext_lazy("From Wednesday: "),
    gettext_lazy("From Thursday: "),
    gettext_lazy("From Friday: "),
    gettext_lazy("From Saturday: "),
    gettext_lazy("From Sunday: "),
)


def day(date: dt.date) -> str:
    """19 February, 2 月 19 日."""
    return date_format(date, pgettext("date format", "j F"))


def month(date: dt.date) -> str:
    """February 2026, 2026 年 2 月."""
    return date_format(date, pgettext("date format", "F Y"))


def full_day(date: dt.date) -> str:
    """19 February 2026, 2026 年 2 月 19 日."""
    return date_format(date, pgettext("date format", "j F Y"))


def year(date: dt.date) -> str:
    """2026, 2026 年."""
    return date_format(date, pgettext("date format", "Y"))


def weekday(date: dt.date) -> str:
    return date_format(date, "l")


def window(edition: Edition) -> str:
    """The hours that were read, with their zone: UTC 00:00–24:00."""
    zone = ZoneInfo(settings.DIGEST_TIME_ZONE)
    starts_at, ends_at = edition.starts_at.astimezone(zone), edition.ends_at.astimezone(zone)
    end = "24:00" if f"{ends_at:%H:%M}" == "00:00" else f"{ends_at:%H:%M}"
    return f"{settings.DIGEST_TIME_ZONE} {starts_at:%H:%M}–{end}"


def edition_title(edition: Edition) -> str:
    """The newsletter's name and the day."""
    return f"{settings.NEWSLETTER_NAME} · {full_day(edition.date)}"


def follow_up_intro(story: EditionStory) -> str:
    """`From Thursday: ` within six days, later `From 13 February: `; 接周四： in Chinese, with no space behind it.

    Empty where nothing was told before.
    """
    if story.follow_up is None:
        return ""
    date = story.follow_up.date
    if (story.day - date).days <= WEEKDAY_NAMED_WITHIN:
        return str(FROM_WEEKDAY[date.weekday()])
    return _("From %(day)s: ") % {"day": day(date)}


def day_within(edition: Edition, story: EditionStory) -> str:
    """Of which of several days a story is: its weekday within a week, else its date; empty where there is one day."""
    if edition.covers_from == edition.date:
        return ""
    is_week = (edition.date - edition.covers_from).days <= WEEKDAY_NAMED_WITHIN
    return weekday(story.day) if is_week else day(story.day)


def late_note(story: EditionStory) -> str:
    """Of which day a late activity is; empty where it is not late."""
    if story.late_date is None:
        return ""
    return _("of %(day)s, it appeared after that day's digest") % {"day": day(story.late_date)}
