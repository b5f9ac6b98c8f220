"""What was wrong in a published statement, what is right, and why: kept for good, and shown to readers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.statement import Statement


class Correction(models.Model):
    """One change of a statement's words after its day was published; the StatementText has what is right.

    `before` and `after` are {language: {headline, detail}}, of the languages in which the words changed. From `made_at`
    on whoever reads the statement reads it corrected.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="corrections", verbose_name=_("statement"))
    before = models.JSONField(_("said until then"), default=dict)
    after = models.JSONField(_("says now"), default=dict)
    reasons = models.JSONField(_("why"), default=dict, help_text=_("One line for readers, in each language."))
    made_at = models.DateTimeField(_("corrected at"), db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return next(iter(self.reasons.values()), "")

    def reason(self, language: str) -> str:
        """Why, in this language, else in any."""
        return self.reasons.get(language) or str(self)
