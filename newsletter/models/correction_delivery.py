"""Who is told of which correction, once, and by which mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models import Correction
from newsletter.models.delivery import Delivery
from subscribers.models import Subscriber


class CorrectionDelivery(models.Model):
    """One reader who was mailed an error, and the mail that corrects it: the row is the lock.

    Where that mail does not reach them the row passes to their next one. An empty `delivery` was deleted by its age.
    """

    # Without an index of its own: that of the constraint begins with it.
    correction = models.ForeignKey(
        Correction, models.CASCADE, related_name="deliveries", verbose_name=_("correction"), db_index=False
    )
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="+", verbose_name=_("subscriber"))
    delivery = models.ForeignKey(
        Delivery, models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name=_("delivery")
    )
    language = models.CharField(_("language"), max_length=16, help_text=_("In which the error was read."))

    class Meta:
        verbose_name = _("correction told to a reader")
        verbose_name_plural = _("corrections told to readers")
        constraints = [models.UniqueConstraint(fields=["correction", "subscriber"], name="correction_once_per_reader")]

    def __str__(self) -> str:
        return f"{self.correction_id} → {self.subscriber_id}"
