"""What is wrong with the service now, or was: one row from its beginning to its end."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Alert(models.Model):
    """Open until its condition is over; operators are told of the one and of the other, once each."""

    class Kind(models.TextChoices):
        SENDING_STOPPED = "sending_stopped", _("sending is stopped")
        SENDING_LATE = "sending_late", _("mails wait too long")
        DAY_LATE = "day_late", _("a day is late")
        DAY_HELD = "day_held", _("a day waits for approval")
        TITLES_ONLY = "titles_only", _("a day is told by titles only")
        GITHUB_TOKEN = "github_token", _("GitHub's token is refused")
        REPOSITORY = "repository", _("a repository cannot be read")
        BOUNCES = "bounces", _("many mails bounce")
        BOUNCE_MAILBOX = "bounce_mailbox", _("the bounce mailbox cannot be read")
        COMPLAINTS = "complaints", _("readers complain of spam")
        DISK = "disk", _("the disk is nearly full")
        DATABASE = "database", _("the database is nearly full")
        QUEUE = "queue", _("a queue is not served")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    subject = models.CharField(_("what it is about"), max_length=140, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    since = models.DateTimeField(_("since"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("over since"), null=True, blank=True)
    end_told_at = models.DateTimeField(_("end told at"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(ended_at=None), name="alert_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}" if self.subject else str(self.get_kind_display())
