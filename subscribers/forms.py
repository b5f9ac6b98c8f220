"""What a reader fills in: one form of choices for sign-up and preference centre, and the small forms beside it."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digest import commit_volume, languages
from digest.models import Repository, Topic
from subscribers import time_zones
from subscribers.addresses import MAX_ADDRESS, AddressError, normalise
from subscribers.models import Subscriber
from subscribers.models.selection import Kind
from subscribers.preferences import Preferences

ALL, THESE = "all", "these"
HALF_HOURS = [(minute, f"{minute // 60:02}:{minute % 60:02}") for minute in range(0, 24 * 60, 30)]


class AddressField(forms.CharField):
    """One address, as `addresses.normalise` makes it: what is checked is what is stored and mailed."""

    widget = forms.EmailInput
    default_error_messages = {
        "required": _("Write your address, such as you@example.com."),
        "invalid": _("This address is not complete; it looks like you@example.com."),
        "max_length": _("This address is too long; it looks like you@example.com."),
    }

    def __init__(self, **options: Any):
        defaults: dict[str, Any] = {"label": _("E-mail address"), "max_length": MAX_ADDRESS}
        super().__init__(**defaults | options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return normalise(typed) if typed else typed
        except AddressError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class NoMoreThanOffered:
    """A mixin of fields with boxes to tick: more ticks than boxes come from no page of ours, and none is looked at."""

    def to_python(self, value: Any) -> list[Any]:
        field: Any = super()  # of the MultipleChoiceField that this is mixed into
        ticks = field.to_python(value)
        if len(ticks) > len(list(field.choices)):
            raise forms.ValidationError(_("More is ticked here than there is to tick."), code="too_many")
        return ticks


class Ticks(NoMoreThanOffered, forms.MultipleChoiceField):
    """Values of the boxes ticked, each of them on offer."""


class TypedTicks(NoMoreThanOffered, forms.TypedMultipleChoiceField):
    """The same, each as the type that `coerce` makes of it."""


class PreferencesForm(forms.Form):
    """Repositories, topics, kinds, language, time zone and hour; begins with these Preferences.

    "All, later ones too" and "only these" are said in words, because an empty list never means everything.
    """

    repository_scope = forms.ChoiceField(choices=[(ALL, _("All, later ones too")), (THESE, _("Only these"))])
    repositories = TypedTicks(required=False, coerce=int)
    topic_scope = forms.ChoiceField(choices=[(ALL, _("All topics")), (THESE, _("Only these"))])
    topics = Ticks(required=False)
    kinds = Ticks(choices=Kind.choices, error_messages={"required": _("Tick at least one kind of news.")})
    language = forms.ChoiceField(label=_("Language"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones.choices)
    minute = forms.TypedChoiceField(label=_("Hour"), coerce=int)

    def __init__(self, begin: Preferences, page_language: str, data: QueryDict | None = None):
        super().__init__(data, initial=_initial(begin))
        self.page_language = page_language
        active = Repository.objects.active().select_related("group")
        self.offered_repositories = sorted(active, key=_group_order)
        self.offered_topics = list(Topic.objects.active())
        repositories = [(row.pk, row.full_name) for row in self.offered_repositories]
        topics = [(row.slug, row.slug) for row in self.offered_topics]
        offer(self, repositories=repositories, topics=topics, language=languages.offered(), minute=_hours(begin.minute))

    def clean(self) -> dict[str, Any]:
        self._agree("repository_scope", "repositories", gettext("Tick at least one repository, or choose all."))
        self._agree("topic_scope", "topics", gettext("Tick at least one topic, or choose all."))
        return self.cleaned_data

    def _agree(self, scope, field, nothing_ticked):
        """The radio button and the ticks must mean the same: what a reader meant is asked, never guessed."""
        ticked = self.cleaned_data.get(field)
        if self.cleaned_data.get(scope) == THESE and not ticked and field not in self.errors:
            self.add_error(field, nothing_ticked)
        elif self.cleaned_data.get(scope) == ALL and ticked:
            self.add_error(field, gettext("You chose all and ticked some: choose “only these”, or untick them."))

    def preferences(self) -> Preferences:
        """The Preferences of a valid form."""
        given = self.cleaned_data
        all_kinds = len(given["kinds"]) == len(Kind)
        return Preferences(
            language=given["language"],
            repositories=tuple(given["repositories"]),
            topics=tuple(given["topics"]),
            kinds=() if all_kinds else tuple(given["kinds"]),
            time_zone=given["time_zone"],
            minute=given["minute"],
        )

    @property
    def repository_groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """[(group's name or "", [row])] in the operator's order, with what usually comes and what is ticked."""
        ticked = {str(value) for value in self["repositories"].value() or ()}
        weekly = commit_volume.weekly_commits()
        rows: list[dict[str, Any]] = [
            {
                "repository": row,
                "line": row.line(self.page_language),
                "volume": commit_volume.in_words(weekly[row.pk]) if row.pk in weekly else "",
                "ticked": str(row.pk) in ticked,
            }
            for row in self.offered_repositories
        ]
        groups = groupby(rows, key=lambda row: row["repository"].group)
        return [(group.name(self.page_language) if group else "", list(members)) for group, members in groups]

    @property
    def topic_chips(self) -> list[dict[str, Any]]:
        ticked = set(self["topics"].value() or ())
        return [
            {"slug": row.slug, "name": row.name(self.page_language), "ticked": row.slug in ticked}
            for row in self.offered_topics
        ]

    @property
    def kind_boxes(self) -> list[dict[str, Any]]:
        ticked = set(self["kinds"].value() or ())
        return [{"value": value, "label": label, "ticked": value in ticked} for value, label in Kind.choices]


class SignUpForm(PreferencesForm):
    """The choices and the address that they are for. `website` is a trap: people do not see it."""

    email = AddressField()
    website = forms.CharField(required=False)

    @property
    def is_trap_sprung(self) -> bool:
        return bool(self.data.get("website"))


class AddressForm(forms.Form):
    """An address to which a fresh link, or from now on the newsletter, shall go."""

    email = AddressField()


class PauseForm(forms.Form):
    """No mail before this day; at least tomorrow and at most a year away. `today` is the reader's own."""

    until = forms.DateField(
        label=_("No mail before"),
        error_messages={
            "required": _("Choose the day from which you want mail again."),
            "invalid": _("Write the day as 2026-03-31."),
        },
    )

    def __init__(self, today: dt.date, data: QueryDict | None = None):
        super().__init__(data)
        self.first, self.last = today + dt.timedelta(days=1), today + dt.timedelta(days=365)

    def clean_until(self) -> dt.date | None:
        until = self.cleaned_data["until"]
        if not self.first <= until <= self.last:
            raise forms.ValidationError(gettext("Choose a day from tomorrow on, within a year."))
        return until


def local_today(subscriber: Subscriber) -> dt.date:
    """The date on the reader's wall."""
    return timezone.localdate(timezone=ZoneInfo(time_zones.usable_zone(subscriber.time_zone)))


def offer(form: forms.BaseForm, **choices: Iterable) -> None:
    """What these fields of a form let one choose from; known only when the form is made."""
    for name, offered in choices.items():
        cast(forms.ChoiceField, form.fields[name]).choices = offered


def _initial(begin: Preferences) -> dict[str, Any]:
    return {
        "repository_scope": THESE if begin.repositories else ALL,
        "repositories": list(begin.repositories),
        "topic_scope": THESE if begin.topics else ALL,
        "topics": list(begin.topics),
        "kinds": list(begin.kinds or Kind.values),
        "language": begin.language,
        "time_zone": begin.time_zone,
        "minute": begin.minute,
    }


def _group_order(repository: Repository) -> tuple[bool, int, str]:
    group = repository.group
    return (group is None, group.position if group else 0, group.slug if group else "")


def _hours(minute: int) -> list[tuple[int, str]]:
    """Half hours, and the reader's own minute where an operator set another."""
    own = (minute, f"{minute // 60:02}:{minute % 60:02}")
    return HALF_HOURS if own in HALF_HOURS else sorted([*HALF_HOURS, own])
