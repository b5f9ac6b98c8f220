import django.core.validators
import django.db.models.functions.text
from django.db import migrations, models

# What engineers write in Latin letters in every language; from here on the operator's to change.
WORDS = """
    API backend batch benchmark cache checkpoint CI CLI commit CPU decode Docker dtype embedding
    epoch fork GPU hook IO Issue JIT JSON kernel LLM MoE nightly OOM op OS PR prefill prompt Python
    rank README Release runtime schema SDK shard stream stride tensor tile token tokenizer UI URL
    VRAM wheel worker workspace YAML
"""


def load_words(apps, _schema_editor):
    term = apps.get_model("digest", "GlossaryTerm")
    term.objects.bulk_create(term(term=word) for word in WORDS.split())


class Migration(migrations.Migration):

    dependencies = [
        ('digest', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GlossaryTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(help_text='Stays as it is in every language, and needs no source. The plural goes with it.', max_length=40, validators=[django.core.validators.RegexValidator('^[A-Za-z]+\\Z', 'One word of Latin letters; names with digits need a source.')], verbose_name='word')),
            ],
            options={
                'verbose_name': 'word of the glossary',
                'verbose_name_plural': 'glossary',
                'ordering': [django.db.models.functions.text.Lower('term')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('term'), name='glossary_term', violation_error_message='This word is already in the glossary.')],
            },
        ),
        migrations.RunPython(load_words, migrations.RunPython.noop),
    ]
