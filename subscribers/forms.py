"""What a reader fills in: one form of choices for sign-up and preference centre, and an address."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digest import commit_volume, languages
from digest.models import Repository, Topic, TopicRule
from subscribers import time_zones
from subscribers.form_fields import AddressField, Ticks, TimeZoneField, TypedTicks
from subscribers.models import Subscriber
from subscribers.models.frequency import Frequency
from subscribers.models.selection import Kind, Threshold
from subscribers.models.subscriber import clock_time
from subscribers.mutes import REPOSITORY, TOPIC, Mute
from subscribers.preferences import Preferences

ALL, THESE = "all", "these"
ALL_AFTER_ALL = "all_after_all"  # the button under “you chose all and ticked some”: the ticks do not count
NOT_FOR_NEWCOMERS = (Repository.Trouble.ARCHIVED, Repository.Trouble.VANISHED)
HALF_HOURS = [(minute, clock_time(minute)) for minute in range(0, 24 * 60, 30)]


def frequencies() -> list[tuple[str, str]]:
    """How often a mail may come, as a list begins its lines."""
    return [(value, str(capfirst(label))) for value, label in Frequency.choices]


class PreferencesForm(forms.Form):
    """Repositories, topics, kinds, language, time zone and hour; begins with these Preferences.

    "All, later ones too" and "only these" are said in words. Where neither was chosen, what is ticked is meant, and
    without a tick all, as the line beside the button says.
    """

    repository_scope = forms.ChoiceField(
        required=False, choices=[(ALL, _("All, later ones too")), (THESE, _("Only these"))]
    )
    repositories = TypedTicks(required=False, coerce=int)
    topic_scope = forms.ChoiceField(required=False, choices=[(ALL, _("All topics")), (THESE, _("Only these"))])
    topics = Ticks(required=False)
    kinds = Ticks(choices=Kind.choices, error_messages={"required": _("Tick at least one kind of news.")})
    threshold = forms.ChoiceField(label=_("How much"), choices=Threshold.choices, required=False)
    language = forms.ChoiceField(label=_("Language"))
    time_zone = TimeZoneField(label=_("Time zone"))
    minute = forms.TypedChoiceField(label=_("Hour"), coerce=int)
    frequency = forms.ChoiceField(label=_("How often"), choices=frequencies, required=False)

    def __init__(self, begin: Preferences, page_language: str, data: QueryDict | None = None):
        super().__init__(_without_dropped_ticks(data) if data else None, initial=_initial(begin))
        self.begin, self.page_language = begin, page_language
        self.offered_repositories = sorted(_offered_repositories(begin), key=_group_order)
        self.offered_topics = list(_offered_topics(begin))
        offer(
            self,
            repositories=[(row.pk, row.full_name) for row in self.offered_repositories],
            topics=[(row.slug, row.slug) for row in self.offered_topics],
            language=languages.offered(),
            time_zone=self._time_zones(),
            minute=_hours(begin.minute),
        )

    def _time_zones(self):
        """The common ones, and all of them for who asked by the button below the select."""
        return time_zones.choices() if "zones" in self.data else time_zones.common(self["time_zone"].value())

    def clean_threshold(self) -> str:
        return self.cleaned_data["threshold"] or self.begin.threshold

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
            both = gettext("You chose all and ticked some: choose “only these”, or untick them.")
            self.add_error(field, forms.ValidationError(both, code="both"))

    @property
    def contradicted(self) -> list[str]:
        """The fields of which all was chosen and some ticked: the page offers both ways as buttons."""
        return [field for field in ("repositories", "topics") if self.has_error(field, "both")]

    def preferences(self) -> Preferences:
        """The Preferences as the form stands: what is missing or wrong in it is as it began. Of an unsent form: all."""
        given: dict[str, Any] = self.cleaned_data if self.is_bound and self.errors is not None else {}
        chosen = {field.name: given.get(field.name, getattr(self.begin, field.name)) for field in fields(Preferences)}
        chosen["frequency"] = chosen["frequency"] or self.begin.frequency
        chosen |= {name: tuple(chosen[name]) for name in ("repositories", "topics", "kinds")}
        return Preferences(**chosen | {"kinds": () if len(chosen["kinds"]) == len(Kind) else chosen["kinds"]})

    @property
    def repository_groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """[(group's name or "", [row])] in the operator's order, with what usually comes and what is ticked."""
        ticked = {str(value) for value in self["repositories"].value() or ()}
        weekly = commit_volume.weekly_commits()
        rows: list[dict[str, Any]] = [
            {
                "repository": row,
                "trouble": row.get_trouble_display() if row.trouble in NOT_FOR_NEWCOMERS else "",
                "line": row.line(self.page_language),
                "volume": commit_volume.in_words(weekly[row.pk]) if row.pk in weekly else "",
                "ticked": str(row.pk) in ticked,
                "mute_key": Mute(REPOSITORY, row.pk).key,
            }
            for row in self.offered_repositories
        ]
        groups = groupby(rows, key=lambda row: row["repository"].group)
        return [(group.name(self.page_language) if group else "", list(members)) for group, members in groups]

    @property
    def topic_chips(self) -> list[dict[str, Any]]:
        ticked = set(self["topics"].value() or ())
        return [
            {
                "slug": row.slug,
                "name": row.name(self.page_language),
                "ticked": row.slug in ticked,
                "mute_key": Mute(TOPIC, row.slug).key,
            }
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

    def __init__(self, begin: Preferences, page_language: str, data: QueryDict | None = None):
        super().__init__(begin, page_language, data)
        # Nothing is chosen for a newcomer: whoever ticks one repository, without JavaScript, gets that one.
        for scope, chosen in (("repository_scope", begin.repositories), ("topic_scope", begin.topics)):
            self.initial[scope] = THESE if chosen else ""

    @property
    def is_trap_sprung(self) -> bool:
        return bool(self.data.get("website"))


class AddressForm(forms.Form):
    """An address to which a fresh link, or from now on the newsletter, shall go."""

    email = AddressField()


def local_today(subscriber: Subscriber) -> dt.date:
    """The date on the reader's wall."""
    return timezone.localdate(timezone=ZoneInfo(time_zones.usable_zone(subscriber.time_zone)))


def offer(form: forms.BaseForm, **choices: Iterable) -> None:
    """What these fields of a form let one choose from; known only when the form is made."""
    for name, offered in choices.items():
        cast(forms.ChoiceField, form.fields[name]).choices = offered


def _without_dropped_ticks(data: QueryDict) -> QueryDict:
    """What was sent; by the button “all” under a contradiction the ticks are gone, also if the page comes again."""
    data = data.copy()
    for scope, field in (("repository_scope", "repositories"), ("topic_scope", "topics")):
        if data.get(scope) == ALL_AFTER_ALL:
            data[scope] = ALL
            data.setlist(field, [])
    return data


def _offered_repositories(begin: Preferences) -> QuerySet[Repository]:
    """What can be chosen: nothing that has ended, unless it was chosen before."""
    active = Repository.objects.active().select_related("group")
    return active.exclude(Q(trouble__in=NOT_FOR_NEWCOMERS) & ~Q(pk__in=begin.repositories))


def _offered_topics(begin: Preferences) -> QuerySet[Topic]:
    """Topics on offer; not the one that is every change of an interface, for that is a kind, unless it was chosen."""
    every_change = TopicRule.objects.filter(kind=TopicRule.Kind.CHANGE, pattern="*").values("topic")
    other_rules = TopicRule.objects.exclude(kind=TopicRule.Kind.CHANGE, pattern="*").values("topic")
    same_as_kind = Q(pk__in=every_change) & ~Q(pk__in=other_rules) & ~Q(slug__in=begin.topics)
    return Topic.objects.active().exclude(same_as_kind)


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
        "frequency": begin.frequency,
        "threshold": begin.threshold,
    }


def _group_order(repository: Repository) -> tuple[bool, int, str]:
    group = repository.group
    return (group is None, group.position if group else 0, group.slug if group else "")


def _hours(minute: int) -> list[tuple[int, str]]:
    """Half hours, and the reader's own minute where an operator set another."""
    own = (minute, clock_time(minute))
    return HALF_HOURS if own in HALF_HOURS else sorted([*HALF_HOURS, own])
