"""What comes first: the order that a maintainer would agree with, and why."""

import re

import pytest

from digest.stories import grouping, ranking
from tests.factories import make_activity

pytestmark = pytest.mark.django_db

BEST_FIRST = [
    {"kind": "release", "action": "published", "title": "v0.7.0"},
    {"title": "Speed up decode", "body": "Up to 12.6 % more output throughput at batch 512."},
    {"title": "Fix CVE-2026-1234 in the tokenizer"},
    {"title": "refactor!: remove support for CUDA 11"},
    {"title": "[Bugfix] Clamp block scales", "body": "Fixed: NaN on Hopper."},
    {"title": "Add SDAR model support"},
    {"title": "Fix engine crash on empty embeddings"},
    {"title": "Move validation to the tokenizer"},
    {"kind": "issue", "action": "opened", "title": "[Feature] Support SM110"},
    {"action": "opened", "title": "Add a kernel"},
    {"title": "docs: say more"},
]


def formed(**fields):
    [story] = grouping.form([make_activity(**fields)])
    return story


def score(**fields):
    return ranking.score(formed(**fields))[0]


def test_releases_security_and_breaking_changes_come_first_and_what_is_counted_comes_last():
    scores = {fields["title"]: score(**fields) for fields in BEST_FIRST}

    first = sorted(scores, key=scores.get, reverse=True)

    assert set(first[:3]) == {"v0.7.0", "Fix CVE-2026-1234 in the tokenizer", "Speed up decode"}
    assert first[3] == "refactor!: remove support for CUDA 11"
    assert scores["Add SDAR model support"] > scores["Move validation to the tokenizer"]
    assert scores["Fix engine crash on empty embeddings"] > scores["Move validation to the tokenizer"]
    assert first[-1] == "docs: say more"


def test_wrong_results_weigh_more_than_a_crash_for_nobody_notices_them():
    assert score(title="Fix NaN on Hopper") > score(title="Fix crash on Hopper") > score(title="Fix name on Hopper")


def test_a_test_that_found_no_nan_is_no_harm():
    assert score(title="Fix the guard", body="PASS, no NaN") == score(title="Fix the guard")


def test_a_mismatch_of_types_is_no_wrong_result():
    assert score(title="Fix the enum/int type mismatch") < score(title="Fix the mismatch with the reference")


@pytest.mark.parametrize(
    "title",
    [
        "Remove panic in the parser",
        "Avoid a hang when the peer is gone",
        "Fix: deep recursion overflows the stack",
        "Fix import on Python 3.9",
        "fix: cannot be imported on Python 3.14",
        "Prevent deadlock between two streams",
    ],
)
def test_a_crash_is_told_by_the_sense_of_the_title(title):
    assert "+10 a crash or failure" in ranking.score(formed(title=title))[1]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Fix the guard", "Returns early if the call fails, so that nothing is kept."),
        ("Fix the name", "Even if it failed, the name was kept."),
        ("Fix the wording of error messages", ""),
        ("Fix the retry", "It waits when the request fails."),
        ("Fix the log on errors", ""),
    ],
)
def test_a_failure_that_is_only_a_condition_is_no_crash(title, body):
    assert "+10 a crash or failure" not in ranking.score(formed(title=title, body=body))[1]


def test_an_overflow_of_the_stack_is_a_crash_and_one_of_numbers_a_wrong_result():
    assert "+10 a crash or failure" in ranking.score(formed(title="Fix stack overflow in the parser"))[1]
    assert "+16 wrong results" in ranking.score(formed(title="Fix int32 overflow in the kernel"))[1]


@pytest.mark.parametrize(
    "body",
    [
        "Faster: the dev profile builds in 12 s, 40% less.",
        "The test suite runs 2x faster.",
        "Speeds up CI runs: 30% faster.",
        "Build times: 25% faster.",
    ],
)
def test_figures_of_who_works_on_the_project_are_not_those_of_users(body):
    assert score(title="Tune opt-level", body=body) == score(title="Tune opt-level", body="")


def test_performance_counts_with_its_figures_only():
    claim, measured = "Faster decode.", "Faster decode: 1.8x on H100."

    assert score(title="Tune decode", body=measured) > score(title="Tune decode", body=claim)


def test_a_figure_far_from_the_word_is_not_its_figure():
    body = "Faster decode.\n\nThe accuracy is 94 %."

    assert score(title="Tune decode", body=body) == score(title="Tune decode", body="Faster decode.")


def test_an_urgent_label_lifts_a_report():
    plain = {"kind": "issue", "action": "opened", "title": "[Bug] It is blocked"}

    assert score(**plain, labels=["priority: must have (P0)"]) > score(**plain, labels=["needs-triage"])


def test_a_capability_of_a_few_lines_weighs_less_than_a_large_one_and_a_small_fix_as_much_as_any():
    few, many = {"additions": 4, "deletions": 0}, {"additions": 400, "deletions": 0}

    assert score(title="Add an option", **few) < score(title="Add an option") < score(title="Add an option", **many)
    assert score(title="Fix NaN", **few) == score(title="Fix NaN", **many)


def test_benchmarks_and_examples_weigh_less_than_the_kernels_they_try():
    files = [{"path": "examples/cute/norm.py", "additions": 400, "deletions": 0}]

    assert score(title="Implement a norm", files=files) < score(title="Implement a norm")


def test_the_reasons_add_up_to_the_score():
    points, reasons = ranking.score(formed(title="Fix engine crash", body="Fixes #33", additions=12, deletions=3))

    assert sum(float(re.match(r"[+-][\d.]+", reason)[0]) for reason in reasons) == points
    assert "+10 a crash or failure" in reasons


@pytest.mark.parametrize(
    ("fields", "importance"),
    [
        ({"kind": "release", "action": "published", "title": "v1.0"}, 5),
        ({"title": "Add SDAR model support"}, 4),
        ({"title": "Fix the rank of the executor"}, 3),
        ({"action": "opened", "title": "Add a kernel"}, 2),
        ({"title": "docs: say more"}, 1),
    ],
)
def test_importance_follows_the_score(fields, importance):
    assert ranking.importance(formed(**fields)) == importance


def test_the_same_facts_give_the_same_score():
    fields = {"title": "Fix engine crash", "body": "Fixes #33"}

    assert ranking.score(formed(**fields)) == ranking.score(formed(**fields))
