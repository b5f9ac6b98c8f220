"""How often a reader wants mail: on which days of the week."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Frequency(models.TextChoices):
    """One value for form, row and admin; a weekly mail is named by its day."""

    DAILY = "daily", pgettext_lazy("how often", "daily")
    WORKDAYS = "workdays", pgettext_lazy("how often", "Monday to Friday")
    MONDAY = "monday", _("every Monday")
    TUESDAY = "tuesday", _("every Tuesday")
    WEDNESDAY = "wednesday", _("every Wednesday")
    THURSDAY = "thursday", _("every Thursday")
    FRIDAY = "friday", _("every Friday")
    SATURDAY = "saturday", _("every Saturday")
    SUNDAY = "sunday", _("every Sunday")

    def is_mail_day(self, date: dt.date) -> bool:
        """Whether a mail may come on this date of the reader's own calendar."""
        return date.weekday() in WEEKDAYS[self]


DAYS_OF_WEEK = list(Frequency)[2:]
# By frequency, the weekdays as date.weekday() counts them: Monday is 0.
WEEKDAYS = {
    Frequency.DAILY: frozenset(range(7)),
    Frequency.WORKDAYS: frozenset(range(5)),
    **{frequency: frozenset([number]) for number, frequency in enumerate(DAYS_OF_WEEK)},
}
