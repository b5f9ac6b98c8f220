"""The words that stay as they are in every language, as the operator wants them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class GlossaryQuerySet(models.QuerySet):
    def words(self) -> list[str]:
        """The words as they are written, in the order of the alphabet."""
        return list(self.values_list("term", flat=True))

    def free(self) -> frozenset[str]:
        """The same, casefolded: what a sentence may use although its evidence does not."""
        return frozenset(word.casefold() for word in self.words())


class GlossaryTerm(models.Model):
    """A common word of the trade. Neither figures nor hardware nor models belong here: those stand in the evidence."""

    term = models.CharField(
        _("word"),
        max_length=40,
        validators=[RegexValidator(r"^[A-Za-z]+\Z", _("One word of Latin letters; names with digits need a source."))],
        help_text=_("Stays as it is in every language, and needs no source. The plural goes with it."),
    )

    objects = GlossaryQuerySet.as_manager()

    class Meta:
        ordering = [Lower("term")]
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        constraints = [
            models.UniqueConstraint(
                Lower("term"), name="glossary_term", violation_error_message=_("This word is already in the glossary.")
            )
        ]

    def __str__(self):
        return self.term
