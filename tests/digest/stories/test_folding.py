"""What is only counted, told by states, paths, titles and sizes; what is told whoever did it."""

import pytest

from digest.stories import folding
from digest.stories.story import Story
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def fold(title="Add a kernel", paths=("csrc/a.cu",), lines=40, **fields):
    files = [{"path": path, "additions": lines, "deletions": 0} for path in paths]
    activity = make_activity(title=title, files=files, additions=lines, deletions=0, **fields)
    return folding.of(Story(activity, (activity,)))


@pytest.mark.parametrize(
    ("path", "is_beside"),
    [
        ("tests/a.py", True),
        ("pkg/test_a.py", True),
        (".github/workflows/a.yml", True),
        ("docs/a.rst", True),
        ("README.md", True),
        ("uv.lock", True),
        ("requirements/dev.txt", True),
        ("pkg/latest.py", False),
        ("pkg/attestation.py", False),
        ("docker/Dockerfile", False),
        ("csrc/a.cu", False),
    ],
)
def test_tests_documents_and_locks_stand_beside_the_product(path, is_beside):
    assert folding.is_beside(path) is is_beside


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("tests/a.py", "docs/a.md"), "ci"),
        (("uv.lock", "docs/a.md"), "chore"),
        (("docs/a.md",), "docs"),
        (("docs/a.md", "csrc/a.cu"), ""),
        ((), ""),
    ],
)
def test_one_file_of_code_is_enough_to_be_told(paths, expected):
    assert fold(paths=paths) == expected


@pytest.mark.parametrize(
    ("title", "paths", "expected"),
    [
        ("build: raise the minimum of CMake", ("CMakeLists.txt", "cmake/cuda.cmake"), "chore"),
        ("Build: raise the minimum of CMake", ("CMakeLists.txt", "csrc/a.cu"), ""),
        ("[Build] Compile for SM120", ("setup.py",), "chore"),
        ("deps: use the new parser", ("pkg/parser.py",), ""),
        ("misc: log the seed", ("pkg/log.py",), ""),
        ("build(docker): smaller image", (), "chore"),
        ("refactor: split the parser", ("pkg/parser.py",), "chore"),
        ("style: wrap lines", ("pkg/parser.py",), "chore"),
        ("Add SM120 to the build", ("setup.py", "csrc/a.cu"), ""),
    ],
)
def test_a_word_for_upkeep_counts_where_nothing_else_is_touched(title, paths, expected):
    assert fold(title, paths) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Add unit tests for the parser", "ci"),
        ("Add unit tests for the parser and fix a crash", ""),
        ("Fix a crash and add unit tests", ""),
        ("Fix a crash, update tests", ""),
        ("docs(api): name the defaults", "docs"),
        ("[Doc] Name the defaults", "docs"),
        ("Tiny change of a name", "chore"),
        ("Merge branch 'main' into dev", "chore"),
        ("Attest the wheels", ""),
        ("Document-level attention", ""),
    ],
)
def test_titles_say_what_a_change_is_about(title, expected):
    assert fold(title, ("pkg/a.py",)) == expected


@pytest.mark.parametrize(
    "title",
    [
        "build!: drop CUDA 11",
        "refactor(api)!: rename it",
        "refactor: remove support for CUDA 11",
        "Bump h11: CVE-2026-1234",
    ],
)
def test_what_breaks_or_secures_is_never_a_chore(title):
    assert fold(title, ("pkg/a.py",)) == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "opened", "is_draft": True}, "draft"),
        ({"branch": "release/2.4"}, "branch"),
        ({"action": "opened", "branch": "release/2.4"}, ""),
        ({"is_bot": True, "author": "dependabot[bot]"}, "bot"),
        ({"is_bot": True, "author": "copilot-swe-agent[bot]"}, ""),
        ({"kind": "issue", "action": "opened", "labels": ["stale"]}, ""),
        ({"kind": "issue", "action": "closed", "labels": ["stale"]}, "dropped"),
        ({"kind": "issue", "action": "closed", "close_reason": "duplicate", "labels": ["stale"]}, ""),
        ({"kind": "advisory", "action": "published"}, ""),
    ],
)
def test_states_and_authors_decide_before_words(fields, expected):
    assert fold(**fields) == expected


@pytest.mark.parametrize(
    ("title", "lines", "expected"),
    [
        ("Remove a redundant copy", 4, "chore"),
        ("Remove a redundant copy", 5, ""),
        ("Remove a redundant copy", 0, ""),
        ("Fix: remove a redundant free", 2, ""),
    ],
)
def test_a_cleanup_is_a_chore_up_to_two_changed_lines(title, lines, expected):
    assert fold(title, lines=lines) == expected


def test_githubs_mark_makes_a_prerelease_whatever_its_tag():
    assert folding.of_release(make_activity(kind="release", action="published", key="v1.0", is_prerelease=True))
    assert not folding.of_release(make_activity(kind="release", action="published", key="v1.1"))


def test_a_flaw_in_code_or_in_a_comment_names_none():
    def names(body):
        change = make_activity(body=body)
        return folding.names_flaw(Story(change, (change,)))

    assert names("Fixes CVE-2026-12345")
    assert names("GHSA-2222-3333-4444")
    assert not names("`CVE-2026-12345` <!-- GHSA-2222-3333-4444 -->")
