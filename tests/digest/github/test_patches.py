"""The changed lines of a pull request or of a commit, as GitHub gives them."""

import pytest

from digest.github.client import GitHub, GitHubError
from digest.github.patches import FoundPatch, read_patch

NAME, SHA = "acme/core", "a" * 40
HUNKS = "@@ -1 +1 @@\n-x = 1\n+x = 2"


@pytest.fixture
def repo(github):
    repo = github.add(NAME, ident=7)
    repo.commit(SHA, "2026-02-19T12:00:00Z")
    return repo


def read(number=None, sha=SHA):
    with GitHub() as client:
        return read_patch(client, NAME, number, sha)


def test_a_pull_request_is_asked_for_by_its_number(repo, github):
    repo.patches[12] = {"a.py": HUNKS, "b.bin": None}

    assert read(12) == (FoundPatch("a.py", 11, HUNKS), FoundPatch("b.bin", 11, None))
    assert github.requests == [f"GET /repos/{NAME}/pulls/12/files?per_page=100"]


def test_a_commit_without_one_by_its_sha(repo, github):
    repo.patches[SHA] = {"a.py": HUNKS}

    assert [patch.hunks for patch in read()] == [HUNKS]
    assert github.requests == [f"GET /repos/{NAME}/commits/{SHA}?per_page=100"]


def test_only_the_first_page_is_read(repo, github):
    repo.patches[12] = {f"{number}.py": HUNKS for number in range(150)}

    assert len(read(12)) == 100
    assert len(github.requests) == 1


def test_an_endless_file_is_cut_and_no_nul_comes_through(repo):
    repo.patches[12] = {"a.py": HUNKS + "\0" + "x" * 300_000}

    [patch] = read(12)

    assert len(patch.hunks) == 200_000
    assert "\0" not in patch.hunks


@pytest.mark.parametrize(("status", "reason"), [(404, "not_found"), (403, "forbidden"), (502, "unavailable")])
def test_a_refusal_is_raised_with_its_reason(repo, github, status, reason):
    github.fail("/files", status=status, body="{}")

    with pytest.raises(GitHubError) as caught:
        read(12)

    assert caught.value.reason == reason


def test_a_row_without_a_name_is_a_broken_answer(repo, github):
    github.fail("/files", status=200, body='[{"additions": 1, "deletions": 0}]')

    with pytest.raises(GitHubError) as caught:
        read(12)

    assert caught.value.reason == "broken_answer"
