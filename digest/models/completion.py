"""One call to Claude: what went in, what came out, what it cost."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.digest import Digest
from digest.models.repository import Repository


class Completion(models.Model):
    """Unique by the hash of its input, so the same input is never billed twice."""

    class Purpose(models.TextChoices):
        REPOSITORY = "repository", _("a repository's stories")
        DIGEST = "digest", _("summary and takeaways")
        REPAIR = "repair", _("repair of refused sentences")
        SECOND_READING = "second_reading", _("second reading")

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="completions", verbose_name=_("digest"))
    repository = models.ForeignKey(Repository, models.CASCADE, null=True, blank=True, verbose_name=_("repository"))
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose)
    model = models.CharField(_("model"), max_length=64)
    input_hash = models.CharField(_("hash of the input"), max_length=64, unique=True)
    answer = models.JSONField(_("answer"), null=True, blank=True, help_text=_("Empty where the call failed."))
    stop_reason = models.CharField(_("stop reason"), max_length=32, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    batch = models.CharField(_("batch"), max_length=64, blank=True, help_text=_("Empty where it was asked directly."))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    usage = models.JSONField(_("usage"), default=dict, blank=True)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=10, decimal_places=6, default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")

    def __str__(self):
        return f"{self.purpose} {self.input_hash[:8]}"
