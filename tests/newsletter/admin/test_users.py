"""Users: a superuser forgets the second factor of who has lost it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django_otp.plugins.otp_totp.models import TOTPDevice

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"


@pytest.fixture
def otto(django_user_model):
    user = django_user_model.objects.create_user("otto", is_staff=True)
    TOTPDevice.objects.create(user=user, name="app")
    return user


def forget(client, user):
    return client.post(USERS, {"action": "forget_second_factor", "_selected_action": [user.pk]}, follow=True)


def test_a_superuser_forgets_it_and_the_log_says_so(admin_client, otto):
    answer = forget(admin_client, otto)

    assert "a new app is set up at the next sign-in" in answer.text
    assert not TOTPDevice.objects.exists()
    assert LogEntry.objects.get().get_change_message() == "Changed forget second factor."


def test_who_may_only_look_at_users_does_not(client, otto, django_user_model):
    viewer = django_user_model.objects.create_user("vera", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_user"))
    client.force_login(viewer)

    forget(client, otto)

    assert TOTPDevice.objects.exists()
