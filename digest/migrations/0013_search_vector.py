from django.db import migrations

# A stored vector is looked into by halving, where terms in a text are parted anew for each row that is looked at.
TO_VECTOR = [
    "DROP INDEX digest_search",
    "ALTER TABLE digest_searchdocument ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED",
    "CREATE INDEX digest_search ON digest_searchdocument USING gin (vector)",
]
TO_TEXT = [
    "DROP INDEX digest_search",
    "ALTER TABLE digest_searchdocument DROP COLUMN vector",
    "CREATE INDEX digest_search ON digest_searchdocument USING gin (string_to_array(terms, ' '))",
]


def add_vector(_apps, schema_editor):
    for statement in TO_VECTOR if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


def drop_vector(_apps, schema_editor):
    for statement in TO_TEXT if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("digest", "0012_search_document")]

    operations = [migrations.RunPython(add_vector, drop_vector)]
