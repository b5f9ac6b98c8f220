"""The list of interface changes: kinds in words, a name with its parameter, and columns that fit."""

import pytest
from django.urls import reverse

from digest.interface.types import ChangeKind
from digest.models.interface_change import KIND_NAMES
from tests.factories import make_activity, make_digest

pytestmark = pytest.mark.django_db


def test_every_kind_of_change_has_a_name():
    assert [code for code, _name in KIND_NAMES] == [kind.value for kind in ChangeKind]


def test_a_change_is_listed_in_words(admin_client):
    activity = make_activity(digest=make_digest())
    fields = {
        "symbol": "decode.run",
        "parameter": "scale",
        "before": "1.0",
        "after": "2.0",
        "path": "a/b.py",
        "line": 7,
    }
    activity.interface_changes.create(kind="changed_default", **fields)

    page = admin_client.get(reverse("admin:digest_interfacechange_changelist")).text

    assert "another default" in page
    assert "changed_default</" not in page
    assert "decode.run(scale)" in page
    assert "1.0 → 2.0" in page
    assert "a/\u200bb.py:7" in page
