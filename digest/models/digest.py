"""All activity of one day, and what of it was fetched."""

import datetime as dt
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.repository import Repository

GITHUB_BEGAN = dt.date(2008, 4, 10)  # the day on which it opened: none before has anything to tell


def day_window(date: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The half-open window [start, end) of this day in DIGEST_TIME_ZONE, as aware datetimes in UTC."""
    zone = ZoneInfo(settings.DIGEST_TIME_ZONE)
    start, end = (datetime.combine(day, time(), zone) for day in (date, date + timedelta(days=1)))
    return start.astimezone(ZoneInfo("UTC")), end.astimezone(ZoneInfo("UTC"))


def digest_date(moment: dt.datetime) -> dt.date:
    """The day to which this aware moment belongs: the date in DIGEST_TIME_ZONE."""
    return moment.astimezone(ZoneInfo(settings.DIGEST_TIME_ZONE)).date()


class DigestQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(status=Digest.Status.PUBLISHED)

    def unpublished(self) -> Self:
        return self.exclude(status=Digest.Status.PUBLISHED)


class Digest(models.Model):
    """One day: collecting → writing → held | ready → published; closed once published.

    One that is held or ready can be rejected, and is held again when that is taken back.
    """

    class Status(models.TextChoices):
        COLLECTING = "collecting", _("collecting")
        WRITING = "writing", _("writing")
        HELD = "held", _("held for approval")
        READY = "ready", _("ready")
        REJECTED = "rejected", _("rejected")
        PUBLISHED = "published", _("published")

    date = models.DateField(_("date"), unique=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.COLLECTING)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    corrected_at = models.DateTimeField(
        _("last corrected at"), null=True, blank=True, help_text=_("When the words of a statement last changed.")
    )
    claimed_at = models.DateTimeField(
        _("being built since"), null=True, blank=True, help_text=_("Empty while no process works on it.")
    )
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    retry_at = models.DateTimeField(_("retry at"), null=True, blank=True)
    held_at = models.DateTimeField(
        _("held since"),
        null=True,
        blank=True,
        help_text=_("Empty once an operator has decided; set on a rejected day where nobody did in time."),
    )
    trouble = models.CharField(_("why it is not built"), max_length=300, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-date"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="digest_window"),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="digest_published_at",
            ),
        ]

    def __str__(self):
        return str(self.date)

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.PUBLISHED


class Coverage(models.Model):
    """What was and was not fetched of one kind in one repository's day."""

    class Kind(models.TextChoices):
        COMMITS = "commits", _("commits")
        PULL_REQUESTS = "pull_requests", _("pull requests")
        ISSUES = "issues", _("issues")
        RELEASES = "releases", _("releases")
        ADVISORIES = "advisories", _("advisories")

    class Status(models.TextChoices):
        PENDING = "pending", _("not yet fetched")
        OK = "ok", _("fetched")
        PARTIAL = "partial", _("fetched in part")
        FAILED = "failed", _("not fetched")

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="coverages", verbose_name=_("digest"))
    repository = models.ForeignKey(Repository, models.CASCADE, related_name="coverages", verbose_name=_("repository"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PENDING)
    found = models.PositiveIntegerField(_("found"), default=0, help_text=_("Activities of this kind in the window."))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)

    class Meta:
        ordering = ["digest", "repository", "kind"]
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        constraints = [models.UniqueConstraint(fields=["digest", "repository", "kind"], name="coverage_once")]

    def __str__(self):
        return f"{self.repository_id} {self.kind}: {self.status}"
