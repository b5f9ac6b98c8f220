"""Finds stories by terms, in the index of SQLite or of PostgreSQL; the newest first."""

from collections.abc import Sequence

from django.db import connection

from digest.models import Digest, Statement

MAX_FOUND = 1000  # the newest are looked at; whoever finds more names a repository or a month

SQL = {
    # Each term is a string of FTS5, so that nothing in it is an operator.
    "sqlite": "SELECT rowid FROM digest_search WHERE digest_search MATCH %s ORDER BY rowid DESC LIMIT %s",
    # Materialized: for a rare term the planner would rather read the table from its end.
    "postgresql": (
        "WITH found AS MATERIALIZED (SELECT id FROM digest_searchdocument WHERE string_to_array(terms, ' ') @> %s)"
        " SELECT id FROM found ORDER BY id DESC LIMIT %s"
    ),
}


def find(terms: Sequence[str]) -> list[int]:
    """Ids of the published stories that have all of these terms, newest day first; at most MAX_FOUND, none for none."""
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SQL[connection.vendor], [_condition(terms), MAX_FOUND])
        documents = [pk for (pk,) in cursor.fetchall()]
    rows = Statement.objects.filter(search_document__in=documents, digest__status=Digest.Status.PUBLISHED)
    return list(rows.order_by("-digest__date", "-importance", "-score", "pk").values_list("pk", flat=True))


def _condition(terms: Sequence[str]) -> str | list[str]:
    if connection.vendor == "postgresql":
        return list(terms)
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)
