"""A digest is open to the desk while it is held or ready, and only to one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, whatever the row")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["editor", "publisher", "rewriting"])
def test_whoever_comes_second_waits_for_the_first_and_then_sees_what_it_did(other):
    digest, order, is_open = make_digest(status="ready"), [], Event()
    verbs = {
        "editor": lambda: Digest.objects.select_for_update().get(pk=digest.pk),
        "publisher": lambda: Digest.objects.filter(status="ready").update(
            status="published", published_at=digest.ends_at
        ),
        "rewriting": lambda: Digest.objects.filter(status="ready").update(status="writing"),
    }

    def second():
        is_open.wait(5)
        with transaction.atomic():
            verbs[other]()
            order.append(other)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second)
        with open_digest(digest.pk):
            is_open.set()
            sleep(0.03)
            order.append("first")
        waiting.result(5)

    assert order == ["first", other]
