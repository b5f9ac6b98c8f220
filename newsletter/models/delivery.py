"""One mail owed to one subscriber, and its fate."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digest.models import Digest
from subscribers.models import Selection, Subscriber
from subscribers.models.subscriber import new_public_id

# A mail older than this is not news any more: it waits, to be told together with the next digest.
MERGE_AFTER = timedelta(hours=20)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> "DeliveryQuerySet":
        """Not yet sent, and still to be sent."""
        return self.filter(status__in=(Delivery.Status.QUEUED, Delivery.Status.RETRY))

    def fresh(self, at: datetime) -> "DeliveryQuerySet":
        """Of closed digests, and young enough to be sent by themselves."""
        return self.filter(digest__status=Digest.Status.PUBLISHED, due_at__gt=at - MERGE_AFTER)

    def queued(self, at: datetime) -> "DeliveryQuerySet":
        """Fresh ones whose hour has come, the longest waiting first."""
        return self.fresh(at).filter(status=Delivery.Status.QUEUED, due_at__lte=at).order_by("due_at")

    def retrying(self, at: datetime) -> "DeliveryQuerySet":
        """Fresh ones whose pause after a failure is over, the longest waiting first."""
        return self.fresh(at).filter(status=Delivery.Status.RETRY, retry_at__lte=at).order_by("retry_at")

    def requeue(self) -> int:
        """Queue again, for now, what failed or is uncertain among these: the operator's word. Returns how many."""
        again = self.filter(status__in=Delivery.AGAIN)
        return again.update(status=Delivery.Status.QUEUED, due_at=timezone.now(), attempts=0, retry_at=None)


class Delivery(models.Model):
    """queued | retry → sending → sent | retry | failed | uncertain; events raise it further, never lower it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        RETRY = "retry", _("to be tried again")
        SKIPPED = "skipped", _("skipped")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("uncertain")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        BOUNCED = "bounced", _("bounced")
        COMPLAINED = "complained", _("complained")

    AGAIN = (Status.FAILED, Status.UNCERTAIN)  # only the operator moves these

    class SkipReason(models.TextChoices):
        NONE = "", "-"
        NOTHING_SELECTED = "nothing_selected", _("nothing of the day was selected")
        MERGED = "merged", _("told in a later mail")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed meanwhile")
        SUPPRESSED = "suppressed", _("address suppressed")
        PAUSED = "paused", _("paused")
        FEED = "feed", _("reads the private feed instead")
        TOO_OLD = "too_old", _("too old to send")
        SAMPLE = "sample", _("sample address, real mail backend")

    public_id = models.CharField(_("public id"), max_length=16, default=new_public_id, editable=False)
    # Without an index of its own: that of the constraint also finds a range of readers, whatever the planner guesses.
    digest = models.ForeignKey(
        Digest, models.CASCADE, related_name="deliveries", verbose_name=_("digest"), db_index=False
    )
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="deliveries", verbose_name=_("subscriber"))
    # Selections are never deleted, and nobody asks who had one: an index would only make each row dearer.
    selection = models.ForeignKey(
        Selection, models.PROTECT, related_name="+", verbose_name=_("selection"), db_index=False
    )
    covers_from = models.DateField(_("covers from"), help_text=_("The oldest day that this mail carries."))
    local_date = models.DateField(_("local date"), help_text=_("The reader's date at which it is due."))
    due_at = models.DateTimeField(_("due at"))
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.QUEUED)
    skip_reason = models.CharField(
        _("skip reason"), max_length=24, choices=SkipReason, default=SkipReason.NONE, blank=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("retry at"), null=True, blank=True)
    claim = models.CharField(_("claim"), max_length=32, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    esp_message_id = models.CharField(_("provider's message id"), max_length=255, blank=True)
    reply = models.CharField(
        _("last reply"), max_length=500, blank=True, help_text=_("What the server or provider said last.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="delivery_public_id"),
            models.UniqueConstraint(fields=["digest", "subscriber"], name="delivery_once_per_digest"),
            models.UniqueConstraint(
                fields=["subscriber", "local_date"],
                condition=~models.Q(status="skipped"),
                name="delivery_once_per_local_date",
            ),
            models.CheckConstraint(
                condition=models.Q(status="skipped") ^ models.Q(skip_reason=""), name="delivery_skipped_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(status="queued"), name="delivery_due"),
            models.Index(fields=["retry_at"], condition=models.Q(status="retry"), name="delivery_retry"),
            models.Index(fields=["claimed_at"], condition=models.Q(status="sending"), name="delivery_sending"),
            # What an operator looks for among millions that were sent; a sender in full flight writes none of these.
            models.Index(
                fields=["status", "-id"],
                condition=models.Q(status__in=["failed", "uncertain", "delivered", "bounced", "complained"]),
                name="delivery_told_later",
            ),
            models.Index(fields=["skip_reason", "-id"], condition=~models.Q(skip_reason=""), name="delivery_skipped"),
            models.Index(fields=["esp_message_id"], condition=~models.Q(esp_message_id=""), name="delivery_esp_id"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def digests(self) -> list[Digest]:
        """The digests that this mail carries, oldest first: its own, and those merged into it."""
        return carried(self.digest, self.covers_from, self.subscriber_id)


def carried(digest: Digest, covers_from: date, subscriber: int) -> list[Digest]:
    """The digests that a mail of this one carries, if its oldest day is `covers_from`, oldest first."""
    if covers_from == digest.date:
        return [digest]
    merged = Delivery.objects.filter(
        subscriber=subscriber,
        skip_reason=Delivery.SkipReason.MERGED,
        digest__date__range=(covers_from, digest.date),
    )
    earlier = Digest.objects.filter(pk__in=merged.values("digest")).exclude(pk=digest.pk)
    return [*earlier.order_by("date"), digest]
