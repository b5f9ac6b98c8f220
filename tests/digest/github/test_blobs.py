"""Files at a commit, many in one request."""

import pytest

from digest.github.blobs import BLOBS_AT_ONCE, FoundBlob, read_blobs
from digest.github.client import GitHub

NAME = "acme/core"


@pytest.fixture
def repo(github):
    return github.add(NAME, ident=7)


def read(*expressions):
    with GitHub() as client:
        return read_blobs(client, NAME, list(expressions))


def test_texts_and_what_is_not_there_are_told_apart(repo):
    repo.blobs |= {"abc:a.py": "x = 1", "abc:empty.py": ""}

    assert read("abc:a.py", "abc:empty.py", "abc:gone.py") == {
        "abc:a.py": FoundBlob("x = 1"),
        "abc:empty.py": FoundBlob(""),
        "abc:gone.py": FoundBlob(),
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"__typename": "Tree"}, "no_file"),
        ({"isTruncated": True, "text": "x"}, "too_large"),
        ({"isBinary": True, "text": None}, "binary"),
        ({"text": None}, "binary"),
    ],
)
def test_what_has_no_text_says_why(repo, fields, reason):
    repo.blobs["abc:a"] = fields

    assert read("abc:a") == {"abc:a": FoundBlob(reason=reason)}


def test_many_files_are_asked_for_in_a_few_requests(repo, github):
    names = [f"abc:{number}.py" for number in range(2 * BLOBS_AT_ONCE[0] + 1)]
    repo.blobs |= dict.fromkeys(names, "x")

    found = read(*names)

    assert list(found) == names
    assert {blob.text for blob in found.values()} == {"x"}
    assert github.requests == ["POST Blobs"] * 3


def test_where_github_gives_up_less_is_asked_for_at_once(repo, github):
    names = [f"abc:{number}.py" for number in range(16)]
    repo.blobs |= dict.fromkeys(names, "x")
    github.fail("Blobs", times=1)

    found = read(*names)

    assert {blob.text for blob in found.values()} == {"x"}
    assert github.requests == ["POST Blobs"] * 3


def test_what_github_refuses_has_its_reason_and_raises_nothing(repo, github):
    github.fail("Blobs")

    assert read("abc:a.py", "abc:b.py") == dict.fromkeys(("abc:a.py", "abc:b.py"), FoundBlob(reason="unavailable"))


def test_no_file_costs_no_request(repo, github):
    assert read() == {}
    assert github.requests == []
