"""How many mails of a digest have which fate, counted once an hour: to count a month anew takes seconds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models import Digest


class MailCount(models.Model):
    """`counts` is {Delivery.Status code: number}; it outlives the deliveries, which are deleted by their age."""

    digest = models.OneToOneField(Digest, models.CASCADE, related_name="mail_count", verbose_name=_("digest"))
    counts = models.JSONField(_("counts"), default=dict)
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("count of mails")
        verbose_name_plural = _("counts of mails")

    def __str__(self) -> str:
        return f"{self.digest}: {sum(self.counts.values())}"
