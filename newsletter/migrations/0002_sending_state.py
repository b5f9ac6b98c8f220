"""The row that all workers share is called SendingState; its table keeps its name, operators keep their permissions."""

from django.db import migrations


def rename_permissions(apps, schema_editor, old="sending", new="sendingstate"):
    """Django makes permissions for the new name and leaves the old ones behind: groups would lose what they may."""
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="newsletter")
    for verb in ("add", "change", "delete", "view"):
        permissions.filter(codename=f"{verb}_{old}").update(codename=f"{verb}_{new}")


def restore_permissions(apps, schema_editor):
    rename_permissions(apps, schema_editor, old="sendingstate", new="sending")


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("newsletter", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelTable("sending", "newsletter_sending"),
        migrations.RenameModel("Sending", "SendingState"),
        migrations.RenameField("sendingstate", "counted", "counts_digest_date"),
        migrations.RenameField("sendingstate", "tried", "attempted"),
        migrations.RenameField("sendingstate", "next_at", "next_send_at"),
        migrations.RunPython(rename_permissions, restore_permissions),
    ]
