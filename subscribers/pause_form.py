"""The form that pauses: some weeks from today, or until a day of the reader's own calendar."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WEEKS_OFFERED = (1, 2, 4)


class PauseForm(forms.Form):
    """No mail before this day: some weeks from `today` (the reader's own), or a day within a year.

    `weeks` is the button that was pressed, and counts before the day in the field beside it.
    """

    weeks = forms.TypedChoiceField(choices=[(weeks, weeks) for weeks in WEEKS_OFFERED], coerce=int, required=False)
    until = forms.DateField(
        label=_("No mail before"), required=False, error_messages={"invalid": _("Write the day as 2026-03-31.")}
    )
    catch_up = forms.BooleanField(label=_("Afterwards one mail of what I missed"), required=False)

    def __init__(self, today: dt.date, data: QueryDict | None = None):
        super().__init__(data)
        self.today, self.first, self.last = today, today + dt.timedelta(days=1), today + dt.timedelta(days=365)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("weeks"):
            self.errors.pop("until", None)
            given["until"] = self.today + dt.timedelta(weeks=given["weeks"])
        elif "until" in given and not given["until"]:
            self.add_error("until", gettext("Choose the day from which you want mail again."))
        elif "until" in given and not self.first <= given["until"] <= self.last:
            self.add_error("until", gettext("Choose a day from tomorrow on, within a year."))
        return given
