"""The command for who has lost app and codes; what follows is tried in tests/newsletter/test_second_factor.py."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsletter.second_factor import new_codes

pytestmark = pytest.mark.django_db


def test_it_forgets_what_one_user_has_and_nobody_else(django_user_model):
    for name in ("olga", "otto"):
        user = django_user_model.objects.create_user(name)
        TOTPDevice.objects.create(user=user, name="app")
        new_codes(user)
    said = StringIO()

    call_command("forget_second_factor", "olga", stdout=said)

    assert [device.user.username for device in TOTPDevice.objects.all()] == ["otto"]
    assert said.getvalue() == "olga: app and codes are forgotten\n"


def test_the_command_knows_who_there_is():
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("forget_second_factor", "nobody")
