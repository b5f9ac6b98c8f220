"""Finds stories by terms, in the index of SQLite or of PostgreSQL; the newest first."""

from collections.abc import Sequence

from django.db import connection

from digest.models import Digest, Statement
from digest.search.terms import BEGINS

MAX_FOUND = 500  # the newest are looked at; whoever finds more names a repository or a month

SQL = {
    "sqlite": "SELECT rowid FROM digest_search WHERE digest_search MATCH %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM digest_searchdocument WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s",
}


def find(terms: Sequence[str]) -> list[int]:
    """Ids of the published stories that have all of these terms, newest day first; at most MAX_FOUND, none for none."""
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SQL[connection.vendor], [_condition(terms), MAX_FOUND])
        documents = [pk for (pk,) in cursor.fetchall()]
    rows = Statement.objects.shown().filter(search_document__in=documents, digest__status=Digest.Status.PUBLISHED)
    return list(rows.order_by("-digest__date", "-importance", "-score", "pk").values_list("pk", flat=True))


def _condition(terms: Sequence[str]) -> str:
    """All of the terms, each quoted, so that nothing in it is an operator of the index's own language."""
    if connection.vendor == "postgresql":
        return " & ".join(_quoted(term.replace("\\", "\\\\"), "'", ":*") for term in terms)
    return " AND ".join(_quoted(term, '"', "*") for term in terms)


def _quoted(term: str, mark: str, begins: str) -> str:
    """The term between these marks; where words may only begin like it, followed by the index's own sign for that."""
    whole = term.removesuffix(BEGINS) or term
    return mark + whole.replace(mark, 2 * mark) + mark + (begins if whole != term else "")
