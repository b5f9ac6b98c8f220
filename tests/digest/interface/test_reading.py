"""Reading both sides of changed files through GitHub's door, keeping what moved, and saying what was not read."""

import datetime as dt

import pytest

from digest.collect import collect_digest
from digest.interface import reading
from digest.interface.reading import read_interfaces
from digest.models import Digest, InterfaceChange, InterfaceReading
from tests.factories import make_activity, make_digest, make_repository

pytestmark = pytest.mark.django_db

NAME = "flashinfer-ai/flashinfer"
NOON = "2026-02-19T12:00:00Z"
HEAD = "a" * 40


@pytest.fixture
def repo(github):
    repo = github.add(NAME, ident=7)
    repo.commit(HEAD, NOON, "GEMM benchmarks (#12)", files=["pkg/gemm.py", "tests/test_gemm.py"])
    repo.pull(12, "2026-02-18T09:00:00Z", NOON, merge_sha=HEAD, files=["pkg/gemm.py", "tests/test_gemm.py"])
    repo.blobs[f"{HEAD}^:pkg/gemm.py"] = "def mm(a, backend='tgv'): ...\n"
    repo.blobs[f"{HEAD}:pkg/gemm.py"] = "def mm(a, backend='cudnn'): ...\n"
    return repo


@pytest.fixture
def digest(repo):
    make_repository(NAME)
    digest = make_digest()
    collect_digest(digest)
    return digest


def blob_requests(github):
    return [request for request in github.requests if request == "POST Blobs"]


def unread(digest):
    rows = InterfaceReading.objects.filter(activity__digest=digest).values_list("unread", flat=True)
    return [reason for found in rows for _path, reason in found]


def test_a_changed_default_belongs_to_the_pull_request_that_brought_it(digest, github):
    read_interfaces(digest)

    change = InterfaceChange.objects.get()
    assert (change.activity.kind, change.activity.key) == ("pull_request", "12")
    assert (change.kind, change.symbol, change.parameter) == ("changed_default", "mm", "backend")
    assert (change.before, change.after, change.path, change.line) == ("'tgv'", "'cudnn'", "pkg/gemm.py", 1)
    assert len(blob_requests(github)) == 1


def test_files_of_tests_are_counted_and_not_asked_for(digest):
    read_interfaces(digest)

    read = InterfaceReading.objects.get()
    assert (read.compared, read.unread, read.counted, read.is_final) == (1, [], {"tests": 1}, True)


def test_what_was_compared_once_is_not_asked_for_again(digest, github):
    read_interfaces(digest)
    before = list(InterfaceChange.objects.values())
    read_interfaces(digest)

    assert len(blob_requests(github)) == 1
    assert list(InterfaceChange.objects.values()) == before


def test_without_a_token_nothing_is_read_and_the_reading_says_so(digest, github, settings):
    settings.GITHUB_TOKEN = ""
    read_interfaces(digest)

    assert blob_requests(github) == []
    assert unread(digest) == ["no_token"]


def test_files_that_nobody_listed_without_a_token_are_read_once_there_is_one(digest, settings):
    token, settings.GITHUB_TOKEN = settings.GITHUB_TOKEN, ""
    pull = digest.activities.get(kind="pull_request")
    known = {name: getattr(pull, name) for name in ("files", "files_total", "merge_sha")}
    digest.activities.filter(pk=pull.pk).update(files=[], files_total=None, merge_sha="")
    read_interfaces(digest)
    first = unread(digest)
    settings.GITHUB_TOKEN = token
    digest.activities.filter(pk=pull.pk).update(**known)
    read_interfaces(digest)

    assert first == ["no_token"]
    assert unread(digest) == []
    assert InterfaceChange.objects.count() == 1


def test_what_failed_is_said_and_read_at_the_next_attempt(digest, github):
    github.fail("Blobs", times=3)
    read_interfaces(digest)
    first = unread(digest)
    read_interfaces(digest)

    assert first == ["unavailable"]
    assert unread(digest) == []
    assert InterfaceChange.objects.count() == 1


def test_a_request_that_was_too_heavy_is_asked_again_for_less(digest, github):
    github.fail("Blobs", times=1)
    read_interfaces(digest)

    assert InterfaceChange.objects.count() == 1


def test_a_repository_that_fails_does_not_stop_the_next(digest, github, monkeypatch):
    other = make_repository("a/broken")
    make_activity(
        other,
        digest=digest,
        merge_sha="b" * 40,
        files=[{"path": "x.py", "additions": 1, "deletions": 1}],
        files_total=1,
    )
    find = reading.findings

    def break_down(units, *rest):
        if any(unit.activity.repository == other for unit in units):
            raise ZeroDivisionError
        return find(units, *rest)

    monkeypatch.setattr(reading, "findings", break_down)
    read_interfaces(digest, [other, *digest.activities.first().repository.__class__.objects.filter(full_name=NAME)])

    assert unread(digest) == ["failed"]
    assert InterfaceChange.objects.count() == 1


def test_a_published_digest_is_never_touched(digest, github):
    digest.status, digest.published_at = Digest.Status.PUBLISHED, digest.ends_at
    digest.save()
    read_interfaces(digest)

    assert not InterfaceReading.objects.exists()
    assert blob_requests(github) == []


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        ({"isTruncated": True, "text": "x"}, "too_large"),
        ({"isBinary": True, "text": None}, "binary"),
        ({"__typename": "Tree"}, "no_file"),
        ("def f(:\n", "syntax"),
        ("print 'x'\n", "syntax"),
    ],
)
def test_a_file_that_cannot_be_compared_says_why_and_is_not_asked_for_again(repo, digest, github, blob, reason):
    repo.blobs[f"{HEAD}:pkg/gemm.py"] = blob
    read_interfaces(digest)
    read_interfaces(digest)

    assert unread(digest) == [reason]
    assert len(blob_requests(github)) == 1


def test_a_file_that_was_renamed_and_changed_says_so(repo, digest):
    del repo.blobs[f"{HEAD}^:pkg/gemm.py"]
    repo.blobs[f"{HEAD}:pkg/gemm.py"] = "x = 1\n" * 30
    read_interfaces(digest)

    assert unread(digest) == ["renamed"]


def test_a_list_of_files_that_is_not_whole_says_so(digest):
    digest.activities.update(files_total=9)
    read_interfaces(digest)

    assert unread(digest) == ["files_cut"]


def test_twenty_files_cost_two_requests(digest, repo, github):
    paths = [f"pkg/m{number}.py" for number in range(20)]
    digest.activities.filter(kind="pull_request").update(
        files=[{"path": path, "additions": 1, "deletions": 1} for path in paths], files_total=20
    )
    for path in paths:
        repo.blobs[f"{HEAD}^:{path}"], repo.blobs[f"{HEAD}:{path}"] = "def f(): ...\n", "def f(a): ...\n"
    read_interfaces(digest)

    assert len(blob_requests(github)) == 2
    assert InterfaceChange.objects.count() == 20


def test_a_direct_commit_is_a_unit_of_its_own(repo, digest):
    repo.commit("c" * 40, NOON, "Straight to main", files=["pkg/gemm.py"])
    repo.blobs[f"{'c' * 40}^:pkg/gemm.py"], repo.blobs[f"{'c' * 40}:pkg/gemm.py"] = "def f(): ...\n", "def f(a): ...\n"
    collect_digest(digest)
    read_interfaces(digest)

    assert set(InterfaceChange.objects.values_list("activity__kind", "symbol")) == {
        ("pull_request", "mm"),
        ("commit", "f"),
    }


def test_a_rebased_pull_request_is_compared_over_all_its_commits():
    repository, digest = make_repository(NAME), make_digest()
    at = dt.datetime(2026, 2, 19, 12, tzinfo=dt.UTC)
    fields = {"digest": digest, "repository": repository, "occurred_at": at, "files_total": 0}
    for number in (1, 2, 3):
        make_activity(kind="commit", action="pushed", key=str(number) * 40, pull_request=12, additions=1, **fields)
    make_activity(number=12, merge_sha="3" * 40, additions=30, deletions=0, **fields)

    units = reading.units_of(digest.activities.all())

    assert [(unit.base, unit.head) for unit in units] == [("3" * 40 + "~3", "3" * 40)]


def test_what_a_merged_branch_brings_is_counted_there_and_told_by_its_own_commits(repo, digest):
    digest.activities.filter(kind="pull_request").delete()
    digest.activities.update(title="Merge branch 'main' into dev", pull_request=None)
    read_interfaces(digest)

    assert not InterfaceChange.objects.exists()
    assert InterfaceReading.objects.get().counted == {"tests": 1, "branch_merge": 1}
