import django.db.models.deletion
from django.db import migrations, models

# Triggers keep the FTS5 table: rows go by cascades, too, and no code of ours sees those.
CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE digest_search USING fts5("
        "terms, content='digest_searchdocument', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0 tokenchars '#-.+/:=@_'\")",
        "CREATE TRIGGER digest_search_insert AFTER INSERT ON digest_searchdocument BEGIN"
        " INSERT INTO digest_search(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER digest_search_delete AFTER DELETE ON digest_searchdocument BEGIN"
        " INSERT INTO digest_search(digest_search, rowid, terms) VALUES ('delete', old.id, old.terms); END",
        "CREATE TRIGGER digest_search_update AFTER UPDATE ON digest_searchdocument BEGIN"
        " INSERT INTO digest_search(digest_search, rowid, terms) VALUES ('delete', old.id, old.terms);"
        " INSERT INTO digest_search(rowid, terms) VALUES (new.id, new.terms); END",
    ],
    "postgresql": ["CREATE INDEX digest_search ON digest_searchdocument USING gin (string_to_array(terms, ' '))"],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER digest_search_update",
        "DROP TRIGGER digest_search_delete",
        "DROP TRIGGER digest_search_insert",
        "DROP TABLE digest_search",
    ],
    "postgresql": ["DROP INDEX digest_search"],
}


def create_index(_apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(_apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("digest", "0011_pull_request_head")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("terms", models.TextField(verbose_name="terms")),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_document",
                        to="digest.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={"verbose_name": "search document", "verbose_name_plural": "search documents"},
        ),
        migrations.RunPython(create_index, drop_index),
    ]
