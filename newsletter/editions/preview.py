"""What a choice would have brought lately: the mail of the last day with something for it, and how often one comes."""

import datetime as dt
from dataclasses import dataclass

from digest.models import Digest
from newsletter.editions.content import cached_content
from newsletter.editions.mail_days import MailDays, mail_days
from newsletter.editions.selection import mail_budget, select
from newsletter.editions.types import Edition
from subscribers.models import Selection
from subscribers.models.frequency import WEEKDAYS, Frequency
from subscribers.preferences import Preferences

LATEST_DAYS = dt.timedelta(days=14)  # what is older is no news to a new reader


@dataclass(frozen=True, slots=True)
class Preview:
    """`edition` is that of the newest day that brings something, else the empty one of the newest day."""

    edition: Edition
    newest: dt.date  # the newest day that was published
    mails_a_week: int | None  # None where too little was published to say

    @property
    def is_earlier(self) -> bool:
        """Whether the newest day has nothing for this choice, and an earlier one is shown."""
        return self.edition.date != self.newest


def last_day_for(selection: Selection) -> Digest | None:
    """The newest digest that tells this selection something, at most two weeks older than the newest of all."""
    newest = Digest.objects.published().order_by("-date").first()
    bringing = mail_days(selection).bringing[:1]
    if not (newest and bringing) or bringing[0] < newest.date - LATEST_DAYS:
        return None
    return Digest.objects.published().filter(date=bringing[0]).first()


def preview_of(preferences: Preferences) -> Preview | None:
    """For these choices, saved or not, in their language; None where nothing was published yet."""
    newest = Digest.objects.published().order_by("-date").first()
    if newest is None:
        return None
    selection = preferences.unsaved_selection()
    days = mail_days(selection)
    shown = newest
    if days.bringing and days.bringing[0] != newest.date:
        shown = Digest.objects.published().get(date=days.bringing[0])
    edition = select(cached_content([shown], selection.language), selection, mail_budget())
    return Preview(edition, newest.date, _mails_a_week(days, preferences.frequency))


def _mails_a_week(days: MailDays, frequency: str) -> int | None:
    """No more than the frequency allows; a weekly mail comes whenever its week had anything."""
    most = len(WEEKDAYS[Frequency(frequency)])
    if days.mails_a_week is None or most > 1:
        return days.mails_a_week and min(days.mails_a_week, most)
    return min(len(days.bringing), most)
