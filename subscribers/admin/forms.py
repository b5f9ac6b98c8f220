"""What a reader chose, as the operator edits it: boxes to tick instead of a stored selection."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digest import languages
from digest.models import Repository, Topic
from subscribers import time_zones
from subscribers.forms import ALL, HALF_HOURS, THESE, Ticks, TypedTicks, offer
from subscribers.models import Subscriber
from subscribers.models.selection import Kind, Threshold

SCOPES = [(ALL, _("All, later ones too")), (THESE, _("Only these"))]


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes in columns."""

    def __init__(self):
        super().__init__({"class": "boxes"})


class SubscriberForm(forms.ModelForm):
    """All repositories (topics), later ones too, or only those ticked: both are said, because neither is guessed."""

    repository_scope = forms.ChoiceField(label=_("Which repositories"), choices=SCOPES, widget=forms.RadioSelect)
    repositories = TypedTicks(label=_("Repositories"), coerce=int, required=False, widget=Boxes)
    topic_scope = forms.ChoiceField(label=_("Which topics"), choices=SCOPES, widget=forms.RadioSelect)
    topics = Ticks(label=_("Topics"), required=False, widget=Boxes)
    kinds = Ticks(
        label=_("Kinds"),
        choices=Kind.choices,
        widget=Boxes,
        error_messages={"required": _("Tick at least one kind of news.")},
    )
    threshold = forms.ChoiceField(label=_("How much"), choices=Threshold.choices, required=False)
    language = forms.ChoiceField(label=_("Language"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    minute = forms.TypedChoiceField(label=_("Hour"), coerce=int, help_text=_("On the reader’s own clock."))
    paused_until = forms.DateField(
        label=_("Paused until"), required=False, widget=AdminDateWidget, help_text=_("No mail before this day.")
    )

    class Meta:
        model = Subscriber
        fields = ["time_zone", "minute", "frequency", "paused_until", "catch_up"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer()
        chosen = self.instance.selection
        self.initial = {
            **self.initial,
            "language": chosen.language,
            "repository_scope": THESE if chosen.repositories else ALL,
            "repositories": chosen.repositories,
            "topic_scope": THESE if chosen.topics else ALL,
            "topics": chosen.topics,
            "kinds": chosen.kinds or Kind.values,
            "threshold": chosen.threshold,
        }

    def _offer(self):
        """What is on offer now; and what this reader has though it no longer is, so that saving drops nothing."""
        chosen = self.instance.selection
        repositories = Repository.objects.filter(pk__in=chosen.repositories) | Repository.objects.active()
        topics = Topic.objects.filter(slug__in=chosen.topics) | Topic.objects.active()
        codes = dict.fromkeys([*settings.DIGEST_LANGUAGES, chosen.language])
        own_zone, own_minute = (self.instance.time_zone,) * 2, (self.instance.minute, self.instance.hour)
        offer(
            self,
            language=[(code, languages.get(code).own_name) for code in codes],
            repositories=[(row.pk, row.full_name) for row in repositories],
            topics=[(topic.slug, topic.name(get_language())) for topic in topics],
            time_zone=[(_("Now"), [own_zone]), *time_zones.choices()],
            minute=sorted({*HALF_HOURS, own_minute}),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._agree("repository_scope", "repositories", _("Tick at least one repository, or choose all."))
        self._agree("topic_scope", "topics", _("Tick at least one topic, or choose all."))
        return cleaned

    def _agree(self, scope, field, nothing_ticked):
        ticked = self.cleaned_data.get(field)
        if self.cleaned_data.get(scope) == THESE and not ticked and field not in self.errors:
            self.add_error(field, nothing_ticked)
        elif self.cleaned_data.get(scope) == ALL and ticked:
            self.add_error(field, _("You chose all and ticked some: choose “only these”, or untick them."))

    def chosen(self) -> dict[str, Any]:
        """What Subscriber.choose takes; every kind ticked means all, later ones too."""
        names = ("language", "repositories", "topics", "kinds", "threshold")
        given = {name: self.cleaned_data[name] for name in names}
        return given | {"kinds": []} if len(given["kinds"]) == len(Kind) else given
