"""A digest is open to the desk while it is held or ready, and only to one at a time."""

import pytest
from django.db import connection, transaction

from digest.desk.open_digest import Refused, open_digest, why_not
from digest.models import Digest
from tests.factories import make_digest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["held", "ready"])
def test_what_is_held_or_ready_is_open(status):
    digest = make_digest(status=status)

    with open_digest(digest.pk) as mine:
        assert mine == digest
    assert why_not(digest) == ""


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("collecting", "still being made"),
        ("writing", "being written"),
        ("rejected", "take that back first"),
        ("published", "what is published is closed"),
    ],
)
def test_everything_else_is_refused_with_its_reason(status, reason):
    digest = make_digest(status=status)

    with pytest.raises(Refused, match=reason), open_digest(digest.pk):
        pytest.fail("it is not open")
    assert reason in why_not(digest)


def test_every_status_is_open_or_has_a_reason():
    assert {status for status in Digest.Status if not why_not(Digest(status=status))} == {"held", "ready"}


def test_the_row_is_held_until_the_block_ends(django_assert_num_queries):
    digest = make_digest(status="held")

    with django_assert_num_queries(3) as queries, open_digest(digest.pk):
        assert connection.in_atomic_block
    locking = [query["sql"] for query in queries if "digest_digest" in query["sql"]]
    assert len(locking) == 1
    assert locking[0].endswith("FOR UPDATE") == (connection.vendor == "postgresql")


def approve_and_fail():
    Digest.objects.update(status="ready")
    raise Refused("after all")


def test_what_the_block_did_is_undone_where_it_fails():
    digest = make_digest(status="held")

    with pytest.raises(Refused), transaction.atomic(), open_digest(digest.pk):
        approve_and_fail()
    assert Digest.objects.get().status == "held"
