"""Small bars of the last seven days: table cells for the eye, numbers for a screen reader and the text part."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from newsletter.editions.types import Section
from newsletter.renderers import counts

HEIGHT = 12  # pixels of the highest bar


class WeekBars(NamedTuple):
    """Heights in pixels, the oldest day first; 0 for a day that was not read. `change` is empty or `+40%`."""

    heights: list[int]
    words: str
    change: str


def week_bars(section: Section) -> WeekBars | None:
    """Of one repository; None where too few days are known."""
    week = section.week
    if week is None:
        return None
    highest = max(count or 0 for count in week.days) or 1
    heights = [0 if count is None else max(round(count / highest * HEIGHT), 1) for count in week.days]
    numbers = counts.listing("–" if count is None else count for count in week.days)
    change = "" if week.change is None else f"{week.change:+d}%".replace("-", "−")
    words = _("Last seven days: %(numbers)s") % {"numbers": numbers}
    if change:
        words = _("%(days)s; %(change)s against the week before") % {"days": words, "change": change}
    return WeekBars(heights, words, change)
