"""A person with an address, what they chose, and when they want it."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from subscribers.models.frequency import Frequency
from subscribers.models.selection import Selection
from subscribers.mutes import Mute, from_rows
from subscribers.signals import preferences_saved


def new_public_id() -> str:
    """12 random characters for links; primary keys never leave the house."""
    return secrets.token_urlsafe(9)


def clock_time(minute: int) -> str:
    """This minute of a day as a clock shows it: 08:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def paused_on(date: dt.date) -> models.Q:
    """Readers who want no mail on this date."""
    return models.Q(paused_until__isnull=False, paused_until__gt=date)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> Self:
        return self.filter(status=Subscriber.Status.ACTIVE)

    def by_mail(self) -> Self:
        """Active, and not reading the private feed instead."""
        return self.active().filter(channel=Subscriber.Channel.MAIL)

    def with_address(self, email: str) -> Self:
        """Whoever has this address, in capitals or not; found by the index, which `iexact` would not use."""
        return self.alias(lower_email=Lower("email")).filter(lower_email=email.lower())

    def owners(self, email: str) -> Self:
        """Who proved that this address is theirs; a sign-up that nobody confirmed does not hold it."""
        return self.with_address(email).filter(confirmed_at__isnull=False)

    def mailable(self, date: dt.date) -> Self:
        """Those who may get a mail on this date: active, by mail, not suppressed, not paused."""
        return self.by_mail().filter(suppressed=False).exclude(paused_on(date))

    def owable(self, date: dt.date) -> Self:
        """Those for whom mails are kept on this date: who may get one, and who catches up after a pause."""
        return self.by_mail().filter(suppressed=False).exclude(paused_on(date), catch_up=False)


class Subscriber(models.Model):
    """pending → active → unsubscribed, and back through pending."""

    class Status(models.TextChoices):
        PENDING = "pending", _("asked, not yet confirmed")
        ACTIVE = "active", _("active")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    class Channel(models.TextChoices):
        MAIL = "mail", _("by mail")
        FEED = "feed", _("by private feed, without mails")

    email = models.EmailField(_("address"), max_length=254)
    public_id = models.CharField(_("public id"), max_length=16, unique=True, default=new_public_id, editable=False)
    link_version = models.PositiveSmallIntegerField(
        _("link version"), default=1, help_text=_("Raised to revoke preference links.")
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.PENDING)
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="subscribers", verbose_name=_("selection"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    minute = models.PositiveSmallIntegerField(
        _("minute of the day"),
        default=8 * 60,
        validators=[MaxValueValidator(24 * 60 - 1)],
        help_text=_("Local minutes after midnight at which the mail is due."),
    )
    # The database knows these defaults too: the release before this one does not write them.
    frequency = models.CharField(
        _("how often"), max_length=16, choices=Frequency, default=Frequency.DAILY, db_default="daily"
    )
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    catch_up = models.BooleanField(
        _("catch up"),
        default=False,
        db_default=False,
        help_text=_("After a pause one mail tells what happened meanwhile."),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.MAIL, db_default="mail")
    feed_version = models.PositiveSmallIntegerField(
        _("feed version"), default=1, db_default=1, help_text=_("Raised to give the private feed a new address.")
    )
    suppressed = models.BooleanField(
        _("suppressed"), default=False, help_text=_("Kept in step with the suppression list.")
    )
    new_email = models.EmailField(
        _("address to come"), max_length=254, blank=True, help_text=_("Asked for, not yet confirmed.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed at"), null=True, blank=True)

    token = ""  # of the link that opened a page, while that page is made

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        permissions = [("export_subscriber", _("Can export subscribers with their addresses"))]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscriber_email"),
            models.CheckConstraint(condition=models.Q(minute__lt=24 * 60), name="subscriber_minute"),
        ]
        indexes = [models.Index(fields=["status", "id"], name="subscriber_by_status")]

    def __str__(self):
        return self.email

    @property
    def language(self) -> str:
        return self.selection.language

    @property
    def hour(self) -> str:
        """The local time of the mail, as 08:30."""
        return clock_time(self.minute)

    def is_paused_on(self, date: dt.date) -> bool:
        """Whether this reader wants no mail on this date; a pause that is over stays in its field."""
        return self.paused_until is not None and self.paused_until > date

    @transaction.atomic
    def choose(
        self,
        language: str | None = None,
        repositories: Iterable[int] | None = None,
        topics: Iterable[str] | None = None,
        kinds: Iterable[str] | None = None,
        threshold: str | None = None,
        muted: Iterable[Mute] | None = None,
    ) -> None:
        """The one way to change what a reader gets: what is left out stays as it is. Saves the choices.

        Nothing else of the row: an unsubscription or an erasure that came meanwhile must not be undone.
        """
        old = self.selection
        self.selection = Selection.objects.of(
            language or old.language,
            old.repositories if repositories is None else repositories,
            old.topics if topics is None else topics,
            old.kinds if kinds is None else kinds,
            threshold or old.threshold,
            from_rows(old.muted) if muted is None else muted,
        )
        own = ("selection", "time_zone", "minute", "frequency", "paused_until", "catch_up")
        chosen = {name: getattr(self, name) for name in own}
        Subscriber.objects.filter(pk=self.pk).update(**chosen)
        preferences_saved.send(Subscriber, subscriber=self)
