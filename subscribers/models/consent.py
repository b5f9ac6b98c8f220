"""The proof that a reader asked and confirmed, and the count that keeps our mails from being abused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscribers.models.subscriber import Subscriber


class Consent(models.Model):
    """One double opt-in: asked when, from where, to which wording; confirmed when and from where."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents", verbose_name=_("subscriber"))
    requested_at = models.DateTimeField(_("requested at"))
    request_ip = models.GenericIPAddressField(_("requested from"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    wording = models.TextField(_("wording agreed to"))
    language = models.CharField(_("language"), max_length=16)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirm_ip = models.GenericIPAddressField(_("confirmed from"), null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.requested_at:%Y-%m-%d %H:%M}"


class MailRequest(models.Model):
    """One mail that somebody asked us to send to an address: counted per address, per network and in all.

    It is also the order for that mail: without `sent_at` it is still to be sent. One without a subscriber is only
    counted, so that a suppressed address is answered like any other.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirmation of a sign-up")
        MANAGE = "manage", _("link to the choices")
        NEW_ADDRESS = "new_address", _("confirmation of a new address")
        OLD_ADDRESS = "old_address", _("notice to the old address")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    subscriber = models.ForeignKey(
        Subscriber,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mail_requests",
        verbose_name=_("subscriber"),
    )
    address_hash = models.CharField(_("hash of the address"), max_length=64)
    network = models.CharField(_("network"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("mail request")
        verbose_name_plural = _("mail requests")
        indexes = [
            models.Index(fields=["address_hash", "created_at"], name="mail_request_address"),
            models.Index(fields=["network", "created_at"], name="mail_request_network"),
            models.Index(fields=["created_at"], name="mail_request_time"),
        ]

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
