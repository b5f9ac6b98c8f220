"""A table of readers that an operator brings along: the file while it is needed, and what became of it."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

STALE = dt.timedelta(minutes=2)  # a worker that has not written for so long is gone
FORGOTTEN = dt.timedelta(days=1)  # a table that was checked and not imported by then is dropped


class SubscriberImportQuerySet(models.QuerySet["SubscriberImport"]):
    def working(self) -> Self:
        """Those that a worker has something to do for."""
        return self.filter(state__in=WORKING)

    def unattended(self, now: dt.datetime) -> Self:
        """Those at work of which no worker has written for a while."""
        return self.working().filter(models.Q(worked_at=None) | models.Q(worked_at__lt=now - STALE))

    def end(self, state: str, now: dt.datetime, reason: str = "") -> int:
        """End these, and drop the files. Returns how many."""
        return self.update(state=state, reason=reason, content="", ended_at=now, worked_at=None)


class SubscriberImport(models.Model):
    """checking → checked → importing (→ asking) → done; or cancelled, or failed.

    `position` counts the rows that this state is through with, `counts` what became of them by outcome, and `refused`
    has the lines of the file by the reason. No address is kept beside the file.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, nothing imported yet")
        IMPORTING = "importing", _("being imported")
        ASKING = "asking", _("asking for confirmations, within the caps")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.CHECKING)
    content = models.TextField(_("content"), blank=True, help_text=_("Emptied when the import ends."))
    row_count = models.PositiveIntegerField(_("rows"))
    position = models.PositiveIntegerField(_("rows done"), default=0)
    counts = models.JSONField(_("outcomes"), default=dict, blank=True)
    refused = models.JSONField(_("refused lines"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries without progress"), default=0)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    worked_at = models.DateTimeField(_("last progress"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = SubscriberImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import of readers")
        verbose_name_plural = _("imports of readers")

    def __str__(self):
        return f"{self.file_name} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING


WORKING = (SubscriberImport.State.CHECKING, SubscriberImport.State.IMPORTING, SubscriberImport.State.ASKING)
