"""Three roles of staff: who is in a group may do what its name says, and nothing beside it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from newsletter.roles import ROLES, set_up_roles
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db

# Page (a list of the admin) and which roles may open it.
LISTS = {
    "digest_digest": {"operator", "editor", "viewer"},
    "digest_repository": {"operator", "editor", "viewer"},
    "digest_topic": {"operator", "editor", "viewer"},
    "newsletter_alert": {"operator", "editor", "viewer"},
    "newsletter_statementreport": {"operator", "editor", "viewer"},
    "newsletter_delivery": {"operator"},
    "subscribers_subscriber": {"operator"},
    "subscribers_subscriberimport": {"operator"},
    "auth_user": set(),
    "auth_group": set(),
    "admin_logentry": set(),
}
RIGHTS = {
    "digest.change_digest": {"operator", "editor"},
    "digest.change_statement": {"operator", "editor"},
    "digest.add_completion": {"operator", "editor"},
    "digest.change_topic": {"operator", "editor"},
    "newsletter.change_statementreport": {"operator", "editor"},
    "newsletter.add_delivery": {"operator"},
    "newsletter.change_delivery": {"operator"},
    "newsletter.change_sendingstate": {"operator"},
    "subscribers.change_subscriber": {"operator"},
    "subscribers.export_subscriber": {"operator"},
    "subscribers.add_subscriberimport": {"operator"},
    "subscribers.delete_suppression": {"operator"},
    "auth.change_user": set(),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_the_lists_that_are_its_own(client, staff, role):
    client.force_login(staff(role))

    opened = {page for page in LISTS if client.get(reverse(f"admin:{page}_changelist")).status_code == 200}

    assert opened == {page for page, roles in LISTS.items() if role in roles}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_rights_that_are_its_own(staff, role):
    user = staff(role)

    assert {right for right in RIGHTS if user.has_perm(right)} == {name for name, may in RIGHTS.items() if role in may}


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_no_list_shows_an_address_to_who_only_edits_or_looks(client, staff, role):
    make_delivery(make_digest(), make_subscriber("ada@reader.test"), status="failed")
    client.force_login(staff(role))

    for page in LISTS:
        assert "ada@reader.test" not in client.get(reverse(f"admin:{page}_changelist")).text


def test_setting_up_twice_mends_what_was_changed_and_leaves_other_groups_alone():
    own = Group.objects.create(name="night shift")
    own.permissions.add(Permission.objects.get(codename="view_digest"))
    viewer = Group.objects.get(name="viewer")
    before = set(viewer.permissions.values_list("codename", flat=True))
    viewer.permissions.add(Permission.objects.get(codename="change_user"))

    set_up_roles()
    set_up_roles()

    assert set(viewer.permissions.values_list("codename", flat=True)) == before
    assert own.permissions.count() == 1
    assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)
