"""The fields that our forms are made of: addresses, boxes to tick, time zones."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from subscribers import time_zones
from subscribers.addresses import MAX_ADDRESS, AddressError, normalise

BETWEEN = " + "  # between two different answers to one question; no address has it


class AddressInput(forms.EmailInput):
    """One question that may stand twice on a page: what is written in one place, or the same in both, is the answer."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return BETWEEN.join(dict.fromkeys(filter(None, map(str.strip, given))))


class AddressField(forms.CharField):
    """One address, as `addresses.normalise` makes it: what is checked is what is stored and mailed."""

    widget = AddressInput
    default_error_messages = {
        "required": _("Write your address, such as you@example.com."),
        "invalid": _("This address is not complete; it looks like you@example.com."),
        "max_length": _("This address is too long; it looks like you@example.com."),
        "two": _("Two different addresses are written here; leave the one that is yours."),
    }

    def __init__(self, **options: Any):
        defaults: dict[str, Any] = {"label": _("E-mail address"), "max_length": MAX_ADDRESS}
        super().__init__(**defaults | options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if BETWEEN in typed:
            raise forms.ValidationError(self.error_messages["two"], code="two")
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


class TimeZoneField(forms.ChoiceField):
    """A zone of the whole table, though the select begins with the common ones: all of them are 37 KB of a page."""

    def valid_value(self, value: Any) -> bool:
        return value in time_zones.COMMON or value in time_zones.all_zones()
