"""What the mail provider reports of a delivery, stored once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.delivery import Delivery


class DeliveryEvent(models.Model):
    """`kind` in Anymail's words; unique by the provider's own id of the event."""

    esp = models.CharField(_("provider"), max_length=32)
    event_id = models.CharField(_("event id"), max_length=255)
    kind = models.CharField(_("kind"), max_length=32)
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, null=True, blank=True, related_name="events", verbose_name=_("delivery")
    )
    esp_message_id = models.CharField(_("provider's message id"), max_length=255, blank=True)
    reject_reason = models.CharField(_("reject reason"), max_length=32, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        constraints = [models.UniqueConstraint(fields=["esp", "event_id"], name="delivery_event_once")]

    def __str__(self) -> str:
        return f"{self.esp} {self.kind}"
