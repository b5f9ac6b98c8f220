"""What a merged change moved in the interface that callers see, and which of its files could not be compared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.activity import Activity

# digest.interface.types.ChangeKind, in words.
KIND_NAMES = [
    ("removed_module", _("removed module")),
    ("removed_class", _("removed class")),
    ("removed_function", _("removed function")),
    ("removed_attribute", _("removed attribute")),
    ("moved_symbol", _("moved name")),
    ("changed_object_kind", _("became another kind of object")),
    ("removed_base", _("removed base class")),
    ("removed_parameter", _("removed parameter")),
    ("added_required_parameter", _("new required parameter")),
    ("required_parameter", _("parameter became required")),
    ("changed_parameter_kind", _("parameter is passed differently")),
    ("moved_parameter", _("moved parameter")),
    ("changed_default", _("another default")),
    ("changed_value", _("another value")),
    ("added_class", _("new class")),
    ("added_function", _("new function")),
    ("added_parameter", _("new parameter")),
    ("removed_flag", _("removed flag")),
    ("changed_flag_default", _("another default of a flag")),
    ("changed_flag_choices", _("other values of a flag")),
    ("added_flag", _("new flag")),
    ("removed_variable", _("removed environment variable")),
    ("added_variable", _("new environment variable")),
    ("changed_python", _("other Python versions")),
    ("removed_dependency", _("removed dependency")),
    ("changed_dependency", _("other versions of a dependency")),
    ("added_dependency", _("new dependency")),
    ("changed_version", _("another version")),
]


class InterfaceReading(models.Model):
    """That the files of one merged or pushed activity were compared with those before it, and what was not.

    A commit never changes: an activity whose reading is final is not asked for again. `counted` maps a code to the
    number of files left aside (tests, examples …) and of changes that are only counted (private names …).
    """

    activity = models.OneToOneField(
        Activity, models.CASCADE, related_name="interface_reading", verbose_name=_("activity")
    )
    compared = models.PositiveIntegerField(_("files compared"), default=0)
    unread = models.JSONField(
        _("files not compared"), default=list, blank=True, help_text=_("Rows of path and the code of the reason.")
    )
    counted = models.JSONField(_("only counted"), default=dict, blank=True)
    is_final = models.BooleanField(_("final"), default=False, help_text=_("Reading it again would tell nothing new."))
    read_at = models.DateTimeField(_("read at"), auto_now=True)

    class Meta:
        ordering = ["activity"]
        verbose_name = _("reading of an interface")
        verbose_name_plural = _("readings of interfaces")

    def __str__(self):
        return f"{self.compared} compared, {len(self.unread)} not"


class InterfaceChange(models.Model):
    """One changed name, as source text before and after; found by code, told without a model.

    The activity says of which repository, story and day it is. `line` is 0 where none can be named.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="interface_changes", verbose_name=_("activity"))
    kind = models.CharField(_("kind"), max_length=32, choices=KIND_NAMES)
    symbol = models.TextField(_("name"))
    parameter = models.TextField(_("parameter"), blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    path = models.TextField(_("path"))
    line = models.PositiveIntegerField(_("line"), default=0)
    is_breaking = models.BooleanField(_("can break callers"), default=False)

    class Meta:
        ordering = ["activity", "id"]
        verbose_name = _("interface change")
        verbose_name_plural = _("interface changes")

    def __str__(self):
        return f"{self.kind} {self.symbol}({self.parameter})" if self.parameter else f"{self.kind} {self.symbol}"
