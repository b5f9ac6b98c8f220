"""The proof that a reader asked and confirmed, and the count that keeps our mails from being abused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscribers.models.subscriber import Subscriber


class ConsentManager(models.Manager["Consent"]):
    def newest_waiting(self, subscriber: Subscriber) -> "Consent | None":
        """The newest request of this reader that can still be confirmed."""
        newest_first = self.filter(subscriber=subscriber, confirmed_at=None).order_by("-requested_at", "-pk")
        return next((row for row in newest_first.select_related("subscriber__selection") if row.is_waiting), None)


class Consent(models.Model):
    """One double opt-in: asked when, from where, to which wording; confirmed when and from where.

    What was asked for (`asked`, fields of Preferences) stays here until it is confirmed: who asks may be a stranger.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents", verbose_name=_("subscriber"))
    requested_at = models.DateTimeField(_("requested at"))
    request_ip = models.GenericIPAddressField(_("requested from"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    wording = models.TextField(_("wording agreed to"))
    language = models.CharField(_("language"), max_length=16)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirm_ip = models.GenericIPAddressField(_("confirmed from"), null=True, blank=True)
    asked = models.JSONField(_("asked for"), null=True, blank=True)
    # The database knows this default too: the release before this one does not write it.
    source = models.CharField(
        _("source"), max_length=200, blank=True, db_default="", help_text=_("Where it was given, if not in our form.")
    )

    objects = ConsentManager()

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be confirmed: not by who is a reader anyway, nor for who left after asking."""
        left = self.subscriber.unsubscribed_at
        has_left = left is not None and left >= self.requested_at
        return self.confirmed_at is None and self.subscriber.status != Subscriber.Status.ACTIVE and not has_left


class MailRequest(models.Model):
    """One mail that somebody asked us to send to an address: counted per address, per network and in all.

    It is also the order for that mail: without `sent_at` it is still to be sent. What a form asked for waits here as
    `email` and `sign_up` until the worker has looked whether the address is known; then both are emptied.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirmation of a sign-up")
        MANAGE = "manage", _("link to the choices")
        NEW_ADDRESS = "new_address", _("confirmation of a new address")
        OLD_ADDRESS = "old_address", _("notice to the old address")
        TRACKED = "tracked", _("notice that a repository is tracked now")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    subscriber = models.ForeignKey(
        Subscriber,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mail_requests",
        verbose_name=_("subscriber"),
    )
    email = models.EmailField(_("address"), max_length=254, blank=True)
    sign_up = models.JSONField(_("sign-up"), null=True, blank=True)
    address_hash = models.CharField(_("hash of the address"), max_length=64)
    inbox_hash = models.CharField(_("hash of the inbox"), max_length=64, blank=True, help_text=_("Without +tags."))
    network = models.CharField(_("network"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("mail request")
        verbose_name_plural = _("mail requests")
        indexes = [
            models.Index(fields=["inbox_hash", "created_at"], name="mail_request_inbox"),
            models.Index(fields=["network", "created_at"], name="mail_request_network"),
            models.Index(fields=["created_at"], name="mail_request_time"),
        ]

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"
