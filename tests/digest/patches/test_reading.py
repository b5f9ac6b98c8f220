"""Reading the patches of a day's best changes through GitHub's door, and saying what was not read."""

import pytest

from digest.collect import collect_digest
from digest.models import Digest, Patch
from digest.patches import reading
from digest.patches.reading import read_patches
from digest.stories.statements import prepare
from tests.factories import make_activity, make_digest, make_repository

pytestmark = pytest.mark.django_db

NAME = "flashinfer-ai/flashinfer"
NOON = "2026-02-19T12:00:00Z"
HUNKS = '@@ -5,1 +5,1 @@ def mm(\n-    backend="tgv",\n+    backend="cudnn",'


@pytest.fixture
def repo(github):
    repo = github.add(NAME, ident=7)
    repo.commit("a" * 40, NOON, "Add GEMM benchmarks (#12)")
    repo.pull(12, "2026-02-18T09:00:00Z", NOON, merge_sha="a" * 40, title="Add GEMM benchmarks")
    repo.patches[12] = {"pkg/gemm.py": HUNKS, "uv.lock": HUNKS, "big.cu": None}
    return repo


@pytest.fixture
def digest(repo):
    make_repository(NAME)
    return collected()


def collected():
    digest = make_digest()
    collect_digest(digest)
    prepare(digest)
    return digest


def asked(github):
    return [request for request in github.requests if "/files" in request or "/commits/" in request]


def test_the_patch_of_a_merged_pull_request_costs_one_request(digest, github):
    read_patches(digest)

    patch = Patch.objects.get()
    assert (patch.activity.kind, patch.activity.key, patch.reason) == ("pull_request", "12", "")
    assert patch.files == [
        {
            "path": "pkg/gemm.py",
            "hunks": [
                {"old": 5, "new": 5, "section": "def mm(", "lines": ['-    backend="tgv",', '+    backend="cudnn",']}
            ],
        }
    ]
    assert asked(github) == [f"GET /repos/{NAME}/pulls/12/files?per_page=100"]


def test_a_file_without_lines_is_said_so_and_a_lock_file_is_no_gap(digest):
    read_patches(digest)

    assert Patch.objects.get().gaps == {"no_patch": 1}


def test_what_was_read_is_not_asked_for_again(digest, github):
    read_patches(digest)
    read_patches(digest)

    assert len(asked(github)) == 1


def test_a_pushed_commit_is_read_by_its_own_hash(repo, github):
    make_repository(NAME)
    repo.pulls, repo.commits = [], []
    repo.commit("b" * 40, NOON, "Add GEMM benchmarks", files=["pkg/gemm.py"])
    repo.patches["b" * 40] = {"pkg/gemm.py": HUNKS}
    digest = collected()
    github.requests.clear()
    read_patches(digest)

    assert asked(github) == [f"GET /repos/{NAME}/commits/{'b' * 40}?per_page=100"]
    assert Patch.objects.get().files[0]["path"] == "pkg/gemm.py"


def test_without_a_token_nothing_is_asked_for_and_the_gap_is_named(digest, github, settings):
    settings.GITHUB_TOKEN = ""
    read_patches(digest)

    assert asked(github) == []
    assert Patch.objects.get().gaps == {"no_token": 1}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"status": 502}, "unavailable"),
        ({"status": 200, "body": '[{"filename": "a.py", "addi'}, "broken_answer"),
        ({"status": 404, "body": "{}"}, "not_found"),
        ({"status": 429, "body": "{}"}, "rate_limited"),
    ],
)
def test_a_fault_is_the_reason_of_a_gap_and_is_mended_by_the_next_attempt(digest, github, fault, reason):
    github.fail("/files", **fault)
    read_patches(digest)
    assert Patch.objects.get().gaps == {reason: 1}

    github.faults.clear()
    read_patches(digest)

    assert Patch.objects.get().gaps == {"no_patch": 1}


def test_a_diff_that_our_code_cannot_take_stops_no_day(digest, monkeypatch):
    monkeypatch.setattr(reading.choice, "choose", lambda patches: 1 / 0)
    read_patches(digest)

    assert not Patch.objects.exists()


def test_a_full_day_is_read_within_its_budget_and_says_what_it_left_out(repo, github):
    make_repository(NAME)
    for number in range(100, 130):
        repo.pull(number, "2026-02-18T09:00:00Z", NOON, merge_sha=f"{number:040x}", title=f"Add feature {number}")
    digest = collected()
    read_patches(digest)
    read_patches(digest)

    assert len(asked(github)) == reading.MAX_READ
    assert Patch.objects.filter(reason="many_changes").count() == 31 - reading.MAX_READ


def test_after_three_failures_in_a_row_the_rest_of_a_repository_is_not_asked_for(repo, github):
    make_repository(NAME)
    for number in range(100, 110):
        repo.pull(number, "2026-02-18T09:00:00Z", NOON, merge_sha=f"{number:040x}", title=f"Add feature {number}")
    digest = collected()
    github.fail("/files", status=404, body="{}")
    read_patches(digest)

    assert len(asked(github)) == reading.MAX_FAILURES
    assert Patch.objects.filter(reason="not_found").count() == 11


def test_those_whose_author_wrote_little_come_first():
    digest, repository = make_digest(), make_repository(NAME)
    wordy = make_activity(
        repository, title="Fix crash and wrong results of mm", body="It says so. " * 40, digest=digest
    )
    terse = make_activity(repository, title="Improve mm", body="", digest=digest)
    prepare(digest)

    assert reading.changes_worth_reading(digest, repository) == [terse, wordy]


def test_proposals_and_issues_have_no_patch_to_read():
    digest, repository = make_digest(), make_repository(NAME)
    make_activity(repository, action="opened", title="Add FP8", digest=digest)
    make_activity(repository, kind="issue", action="opened", title="Crash in mm", digest=digest)
    prepare(digest)

    assert reading.changes_worth_reading(digest, repository) == []


def test_a_published_digest_stays_as_it_is(digest, github):
    Digest.objects.update(status="published", published_at=digest.ends_at)
    digest.refresh_from_db()
    read_patches(digest)

    assert asked(github) == []


def test_hunks_of_days_long_past_are_forgotten_and_their_gaps_stay(digest):
    read_patches(digest)
    later = make_digest(digest.date + reading.timedelta(days=reading.KEPT_DAYS + 1))
    read_patches(later)

    patch = Patch.objects.get()
    assert (patch.files, patch.gaps) == ([], {"no_patch": 1})
