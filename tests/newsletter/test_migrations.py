"""Migrations carry over what operators have set up."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from newsletter.models import SendingState

VERBS = ("add", "change", "delete", "view")


@pytest.mark.django_db
def test_a_group_that_may_reset_the_circuit_breaker_still_may_when_the_model_has_its_new_name():
    kind = ContentType.objects.get_for_model(SendingState)
    Permission.objects.filter(content_type=kind).delete()
    old = [Permission.objects.create(content_type=kind, codename=f"{verb}_sending", name=verb) for verb in VERBS]
    group = Group.objects.create(name="operators")
    group.permissions.set(old)

    import_module("newsletter.migrations.0002_sending_state").rename_permissions(apps, None)

    assert set(group.permissions.values_list("codename", flat=True)) == {f"{verb}_sendingstate" for verb in VERBS}
