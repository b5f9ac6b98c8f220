"""Under which terms a story of a published digest is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.statement import Statement


class SearchDocument(models.Model):
    """One story's terms, parted by spaces (see digest.search).

    Beside it stands an index that Django does not know: an FTS5 table that triggers keep, or a vector with a GIN index
    in PostgreSQL. Whoever alters this table on SQLite makes the triggers anew: Django copies the table to alter it.
    """

    statement = models.OneToOneField(
        Statement, models.CASCADE, related_name="search_document", verbose_name=_("statement")
    )
    terms = models.TextField(_("terms"))

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self):
        return self.terms[:60]
