"""The files of a story, and their lines."""

import pytest

from tests.factories import make_activity, make_digest, make_statement
from tests.newsletter.editions.told_story import commit, told

pytestmark = pytest.mark.django_db


def test_files_are_listed_by_size_with_tests_and_locks_last():
    files = [
        {"path": "tests/test_mla.py", "additions": 900, "deletions": 0},
        {"path": "uv.lock", "additions": 500, "deletions": 0},
        {"path": "a.py", "additions": 1, "deletions": 0},
        {"path": "csrc/b.cu", "additions": 5, "deletions": 5},
    ]
    digest = make_digest()
    statement = make_statement(digest, commit(digest, files=files, files_total=4, additions=1406, deletions=5))

    story = told(statement)
    assert story.files == ("csrc/b.cu", "a.py", "tests/test_mla.py", "uv.lock")
    assert (story.files_total, story.additions, story.deletions) == (4, 1406, 5)


def test_a_file_in_two_commits_is_one_file_and_its_changes_are_added():
    digest = make_digest()
    one = commit(digest, files=[{"path": "a.py", "additions": 4, "deletions": 0}], files_total=1)
    rows = [{"path": "a.py", "additions": 4, "deletions": 0}, {"path": "b.py", "additions": 6, "deletions": 0}]
    other = commit(digest, files=rows, files_total=2)
    story = told(make_statement(digest, one, evidence=[one, other]))

    assert story.files == ("a.py", "b.py")
    assert story.files_total == 2


def test_sizes_that_one_commit_does_not_tell_are_not_summed():
    digest = make_digest()
    one, other = commit(digest, additions=4, deletions=1, files_total=1), commit(digest, files_total=1)
    story = told(make_statement(digest, one, evidence=[one, other]))

    assert (story.additions, story.deletions) == (None, None)


def test_files_of_commits_that_were_not_read_come_from_the_merged_pull_request():
    digest = make_digest()
    rows = [{"path": "a.py", "additions": 4, "deletions": 0}]
    main = make_activity(digest=digest, files=rows, files_total=1)
    story = told(make_statement(digest, main, evidence=[main, commit(digest)]))

    assert story.files == ("a.py",)
