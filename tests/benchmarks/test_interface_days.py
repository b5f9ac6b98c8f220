"""The benchmark of interface changes finds what the service told wrongly, or neither told nor counted."""

import pytest

from benchmarks import interface_days
from digest.interface import reading
from digest.models import InterfaceChange, Repository
from tests.factories import DAY

pytestmark = pytest.mark.django_db

HEAD, NOON = "a" * 40, "2026-02-19T12:00:00Z"


@pytest.fixture
def repository(github, monkeypatch):
    monkeypatch.setattr(reading, "Comparer", interface_days.MeasuredComparer)
    repo = github.add("owner/name", ident=7)
    repo.commit(HEAD, NOON, "Change (#12)", files=["pkg/a.py"])
    repo.pull(12, NOON, NOON, merge_sha=HEAD, files=["pkg/a.py"])
    repo.blobs[f"{HEAD}^:pkg/a.py"] = "def f(a=1, b=2): ...\ndef g(): ...\n"
    repo.blobs[f"{HEAD}:pkg/a.py"] = "def f(a=3): ...\n"
    return Repository.objects.create(full_name="owner/name")


def test_a_day_that_is_told_whole_has_no_faults(repository):
    day = interface_days.read_day(DAY, repository)

    assert (day.files, day.told, day.reported, day.requests, day.faults) == (1, 3, 3, 1, [])
    assert 5 < day.megabytes < interface_days.MAX_MEGABYTES


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda rows: rows.filter(kind="removed_function").delete(), "pkg/a.py: g()"),
        (lambda rows: rows.filter(kind="changed_default").update(before="0"), "pkg/a.py: f(a) 0"),
    ],
)
def test_what_is_missing_or_wrong_is_found(repository, monkeypatch, spoil, fault):
    read = reading.read_interfaces

    def read_and_spoil(*args):
        read(*args)
        spoil(InterfaceChange.objects.all())

    monkeypatch.setattr(reading, "read_interfaces", read_and_spoil)
    day = interface_days.read_day(DAY, repository)

    assert len(day.faults) == 1
    assert day.faults[0].startswith(fault)
