"""The clock and the workers of an import: rung again where nobody is at it, and ended where nobody gets on."""

import pytest
from django.utils import timezone

from subscribers.bulk import importing, tasks
from subscribers.models import SubscriberImport

pytestmark = pytest.mark.django_db

TABLE = "email,source,consented_at\n" + "".join(f"{name}@reader.test,fair,2025-03-01\n" for name in "abcde")


@pytest.fixture
def rung(monkeypatch):
    """The ids that workers were rung for."""
    ids = []
    monkeypatch.setattr(tasks.import_part, "delay", ids.append)
    return ids


def begin(**fields):
    return SubscriberImport.objects.create(file_name="readers.csv", content=TABLE, row_count=5, **fields)


def test_the_clock_goes_on_with_what_nobody_works_on(rung):
    left, _busy, _waiting = begin(), begin(worked_at=timezone.now()), begin(state="checked")

    tasks.go_on()

    assert rung == [left.pk]


def test_the_clock_ends_what_is_given_up(rung):
    stuck = begin(tries=importing.MAX_TRIES)

    tasks.go_on()

    stuck.refresh_from_db()
    assert (stuck.state, rung) == ("failed", [])


def test_a_task_rings_for_the_next_one_while_there_is_more(rung, monkeypatch):
    monkeypatch.setattr(importing, "PART", 2)
    monkeypatch.setattr(importing, "PARTS_AT_ONCE", 1)
    run = begin()

    for _task in range(4):
        tasks.import_part(run.pk)

    assert rung == [run.pk, run.pk]


def test_an_import_that_is_gone_rings_for_nothing(rung):
    tasks.import_part(0)

    assert rung == []
