"""Who works at the desk, signed in."""

import pytest


@pytest.fixture
def as_role(client, staff):
    """Signs a member of staff with this role in, and returns who that is."""

    def sign_in(role):
        user = staff(role)
        client.force_login(user)
        return user

    return sign_in
