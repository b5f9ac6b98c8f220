"""The form that mutes a repository or a topic, or lets it be heard again."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest.models import Repository, Topic
from subscribers import mutes
from subscribers.mutes import REPOSITORY, TOPIC, Mute

WEEK = dt.timedelta(days=7)


class MuteForm(forms.Form):
    """What, and how long: a week from `today`, for good, or no longer."""

    what = forms.ChoiceField(label=_("What"))
    span = forms.ChoiceField(choices=[("week", _("For a week")), ("good", _("For good")), ("end", _("Hear it again"))])

    def __init__(self, today: dt.date, data: QueryDict | None = None, repository: str = "", topic: str = ""):
        super().__init__(data)
        self.today = today
        rows = list(Repository.objects.active())
        repositories = [(Mute(REPOSITORY, row.pk).key, row.full_name) for row in rows]
        topics = [(Mute(TOPIC, row.slug).key, row.name(get_language())) for row in Topic.objects.active()]
        self.names: dict[str, str] = dict([*repositories, *topics])
        what: Any = self.fields["what"]
        what.choices = [(_("Repositories"), repositories), (_("Topics"), topics)]
        named = (Mute(REPOSITORY, row.pk).key for row in rows if row.full_name == repository)
        self.initial["what"] = next(named, Mute(TOPIC, topic).key if topic else None)

    def applied(self, chosen: list[Mute]) -> list[Mute]:
        """These mutes after what a valid form says."""
        until = self.today + WEEK if self.cleaned_data["span"] == "week" else None
        mute = Mute.of_key(self.cleaned_data["what"], until)
        if mute is None:
            return chosen
        if self.cleaned_data["span"] == "end":
            return mutes.without_mute(chosen, mute.kind, mute.value, self.today)
        return mutes.with_mute(chosen, mute, self.today)
