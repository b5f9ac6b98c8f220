"""Addresses that were stored before they were checked as one addr-spec are checked once.

What can be normalised is, where no other reader has that address. What cannot is suppressed with a reason that the
operator sees: its reader keeps row, choices and proof of consent, and gets no mail.
"""

from django.db import migrations, models

from subscribers.addresses import AddressError, is_addr_spec, normalise
from subscribers.models.suppression import address_hash


def check_stored_addresses(apps, schema_editor):
    Subscriber, Suppression = apps.get_model("subscribers", "Subscriber"), apps.get_model("subscribers", "Suppression")
    for reader in Subscriber.objects.only("pk", "email").iterator():
        if is_addr_spec(reader.email):
            continue
        try:
            email = normalise(reader.email)
        except AddressError:
            email = ""
        if email and not Subscriber.objects.filter(email__iexact=email).exclude(pk=reader.pk).exists():
            Subscriber.objects.filter(pk=reader.pk).update(email=email)
        else:
            why = {"reason": "unusable", "note": "found when stored addresses were checked"}
            Suppression.objects.get_or_create(address_hash=address_hash(reader.email), defaults=why)
            Subscriber.objects.filter(pk=reader.pk).update(suppressed=True)


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='suppression',
            name='reason',
            field=models.CharField(choices=[('hard_bounce', 'hard bounce'), ('complaint', 'complaint'), ('manual', 'by the operator'), ('unusable', 'not one plain address')], max_length=16, verbose_name='reason'),
        ),
        migrations.RunPython(check_stored_addresses, migrations.RunPython.noop),
    ]
