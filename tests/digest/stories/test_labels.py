"""The one word beside a story: where facts decide it, where the model may."""

import pytest

from digest.stories import labels
from digest.stories.story import Story
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def label(*activities):
    return labels.from_facts(Story(activities[0], activities))


@pytest.mark.parametrize(
    ("code", "is_settled"),
    [("", False), ("merged", False), ("new", False), ("stricter", False), ("reverted", True), ("open", True)],
)
def test_the_model_has_a_say_for_merged_changes_only(code, is_settled):
    assert labels.is_settled(code) is is_settled


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "advisory", "action": "published"}, "advisory"),
        ({"kind": "release", "action": "published"}, "released"),
        ({"kind": "commit", "action": "pushed", "title": "Merge commit from fork"}, "private"),
        ({"title": 'Revert "Add it"'}, "reverted"),
        ({"title": "Reland the cache"}, "update"),
        ({"late": True}, "late"),
        ({"title": "Remove the cache", "additions": 0, "deletions": 9}, "removed"),
        ({"title": "Remove the cache", "additions": 1, "deletions": 9}, ""),
        ({"title": "Remove the cache"}, ""),
        ({"branch": "release/2.4"}, "merged"),
        ({"action": "opened"}, "proposed"),
        ({"kind": "issue", "action": "closed"}, "closed"),
        ({"kind": "issue", "action": "opened", "title": "[Usage] How to"}, "asked"),
        ({"kind": "issue", "action": "opened", "labels": ["Question"]}, "asked"),
        ({"kind": "issue", "action": "opened", "title": "Crash? No, hang"}, "open"),
    ],
)
def test_facts_decide(fields, expected):
    assert label(make_activity(**fields)) == expected


def test_a_late_part_alone_makes_no_story_late():
    assert label(make_activity(), make_activity(late=True)) == ""


def test_a_revert_of_today_is_a_revert_also_where_it_comes_late():
    assert label(make_activity(title='Revert "Add it"', late=True)) == "reverted"


def test_without_a_model_a_change_is_merged():
    change = make_activity()

    assert labels.without_model(Story(change, (change,))) == "merged"
    assert labels.without_model(Story(change, (change,), label="late")) == "late"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Reject empty prompts (#12)", "stricter"),
        ("[API] Raise ValueError for odd ranks", "stricter"),
        ("Make `rank` required", "stricter"),
        ("Raise error messages to the user", ""),
        ("Fix hangs by adding a timeout option", "new"),
        ("Add a timeout option", ""),
    ],
)
def test_the_author_may_say_it_outright(title, expected):
    assert labels.of_title(title) == expected
