"""Repositories that somebody asks for and nobody tracks yet: how many asked, and who wants to be told."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from digest.models import Repository
from digest.models.repository import FULL_NAME
from subscribers.models.subscriber import Subscriber


class RepositoryRequestQuerySet(models.QuerySet["RepositoryRequest"]):
    def answered(self) -> Self:
        """Those whose repository is tracked by now."""
        tracked = Repository.objects.active().annotate(lower_name=Lower("full_name")).values("lower_name")
        return self.annotate(lower_name=Lower("full_name")).filter(lower_name__in=tracked)


class RepositoryRequest(models.Model):
    """One repository that readers would like to have tracked, by the name that they gave."""

    full_name = models.CharField(_("full name"), max_length=140, validators=[RegexValidator(rf"^{FULL_NAME}\Z")])
    times_asked = models.PositiveIntegerField(_("asked"), default=0, help_text=_("Each reader and network once."))
    created_at = models.DateTimeField(_("first asked at"), auto_now_add=True)

    objects = RepositoryRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-times_asked", Lower("full_name")]
        verbose_name = _("repository asked for")
        verbose_name_plural = _("repositories asked for")
        constraints = [models.UniqueConstraint(Lower("full_name"), name="repository_request_name")]

    def __str__(self):
        return self.full_name


class RepositoryAsk(models.Model):
    """Who asked: a reader, to be told, or a visitor, of whom the network is kept as long as it is counted."""

    request = models.ForeignKey(RepositoryRequest, models.CASCADE, related_name="asks", verbose_name=_("repository"))
    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, null=True, blank=True, related_name="repository_asks", verbose_name=_("subscriber")
    )
    network = models.CharField(_("network"), max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "subscriber"], condition=Q(subscriber__isnull=False), name="one_wish_of_a_reader"
            )
        ]
        indexes = [models.Index(fields=["network", "asked_at"], name="repository_ask_network")]

    def __str__(self):
        return f"{self.request} {self.asked_at:%Y-%m-%d %H:%M}"
