"""The lines that a landed change added and removed, as far as they are worth reading to a model."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.activity import Activity


class Patch(models.Model):
    """The hunks of one merged or pushed activity that were chosen, and why others are not here.

    A landed change never changes: one without a `reason` was read, and is not asked for again. `files` holds rows of
    {path, hunks: [{old, new, section, lines}]}: line numbers before and after of the first line, the head of the
    function around them, and lines that begin with "+", "-" or a space, letter for letter as GitHub gave them.
    """

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="patch", verbose_name=_("activity"))
    files = models.JSONField(_("chosen hunks"), default=list, blank=True)
    unread = models.JSONField(
        _("files not read"), default=dict, blank=True, help_text=_("How many, by the code of the reason.")
    )
    reason = models.CharField(_("reason"), max_length=32, blank=True, help_text=_("Why nothing of it was read."))
    read_at = models.DateTimeField(_("read at"), auto_now=True)

    class Meta:
        ordering = ["activity"]
        verbose_name = _("patch")
        verbose_name_plural = _("patches")

    def __str__(self):
        return self.reason or f"{len(self.files)} files"

    @property
    def gaps(self) -> dict[str, int]:
        """How much was not read, by the code of the reason."""
        return {self.reason: 1} if self.reason else self.unread
