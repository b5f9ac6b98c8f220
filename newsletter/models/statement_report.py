"""What a reader says is wrong with a statement, for the operator to look at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models import Statement


class StatementReport(models.Model):
    """Nobody's address is asked for; the network that the caps count is forgotten after a day."""

    MAX_TEXT = 1000  # characters

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="reports", verbose_name=_("statement"))
    text = models.CharField(_("what is wrong"), max_length=MAX_TEXT)
    language = models.CharField(_("language"), max_length=16)
    network = models.CharField(_("network"), max_length=43, blank=True)
    created_at = models.DateTimeField(_("reported at"), db_index=True)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")

    def __str__(self) -> str:
        return self.text[:60]
