"""Addresses that are never mailed, whoever asks; kept as a keyed hash, so that it outlives the subscriber."""

import hashlib
import hmac

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from subscribers.addresses import canonical
from subscribers.models.subscriber import Subscriber


def address_hash(email: str, key: str | None = None) -> str:
    """HMAC-SHA-256 of the lower-cased address, in hexadecimal: useless without SECRET_KEY."""
    secret = (key or settings.SECRET_KEY) + ":address"
    return hmac.new(secret.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()


def address_hashes(email: str) -> list[str]:
    """Every hash under which this address may be stored: by the key of today, and by former ones."""
    return [address_hash(email, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


class SuppressionManager(models.Manager["Suppression"]):
    def covers(self, email: str) -> bool:
        """Whether this address must not be mailed, also when the hash was made with a former SECRET_KEY."""
        return self.filter(address_hash__in=address_hashes(canonical(email))).exists()

    def suppress(self, email: str, reason: str, note: str = "") -> "Suppression":
        """Never mail this address again. The first reason stays. Returns the row."""
        email = canonical(email)
        with transaction.atomic():
            first = {"reason": reason, "note": note[:300]}
            row, _created = self.get_or_create(address_hash=address_hash(email), defaults=first)
            Subscriber.objects.with_address(email).update(suppressed=True)
        return row

    def lift(self, email: str) -> None:
        """Mail this address again; the reader's own status stays as it is."""
        email = canonical(email)
        with transaction.atomic():
            self.filter(address_hash__in=address_hashes(email)).delete()
            Subscriber.objects.with_address(email).update(suppressed=False)


class Suppression(models.Model):
    """Never mail this address; only the operator lifts it."""

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("hard bounce")
        COMPLAINT = "complaint", _("complaint")
        MANUAL = "manual", _("by the operator")
        UNUSABLE = "unusable", _("not one plain address")

    address_hash = models.CharField(_("hash of the address"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = SuppressionManager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")

    def __str__(self):
        return f"{self.get_reason_display()} {self.address_hash[:8]}"

    @property
    def subscriber(self) -> Subscriber | None:
        """The reader whose address this is, or None; they are few enough to compare hash by hash."""
        suppressed = Subscriber.objects.filter(suppressed=True)
        return next(
            (reader for reader in suppressed.iterator() if self.address_hash in address_hashes(reader.email)), None
        )

    def lift(self) -> None:
        """Mail this address again, known or not."""
        subscriber = self.subscriber
        if subscriber:
            Suppression.objects.lift(subscriber.email)
        else:
            self.delete()
