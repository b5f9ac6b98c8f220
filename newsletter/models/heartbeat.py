"""When a part of the service was last seen alive."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeartbeatManager(models.Manager["Heartbeat"]):
    def beat(self, name: str, at: dt.datetime) -> None:
        """This part lives at this moment."""
        self.update_or_create(name=name, defaults={"seen_at": at})

    def last_seen(self, name: str) -> dt.datetime | None:
        """When this part was last seen; None where it never was."""
        return self.filter(name=name).values_list("seen_at", flat=True).first()


class Heartbeat(models.Model):
    """`beat` is the clock; each queue has a row of its own name, written by whoever serves it.

    Of the bounce mailbox two rows say when it was last read, and when that last failed.
    """

    BOUNCES_READ, BOUNCES_FAILED = "bounce mailbox", "bounce mailbox failed"

    name = models.CharField(_("name"), max_length=32, unique=True)
    seen_at = models.DateTimeField(_("seen at"))

    objects = HeartbeatManager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
