"""A story as one value, and the nodes that belong together."""

import pytest

from digest.stories.story import Story, UnionFind, is_change
from tests.factories import make_activity


def row(path, additions=1):
    return {"path": path, "additions": additions, "deletions": 0}


@pytest.mark.django_db
def test_its_key_is_that_of_its_main_activity():
    main = make_activity(number=7)

    assert Story(main, (main,)).key == "pull_request:7"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "merged"}, True),
        ({"kind": "commit", "action": "pushed"}, True),
        ({"action": "merged", "branch": "dev"}, False),
        ({"action": "opened"}, False),
        ({"kind": "issue", "action": "closed"}, False),
        ({"kind": "release", "action": "published"}, False),
    ],
)
def test_the_default_branch_is_changed_by_what_was_merged_or_pushed(fields, expected):
    activity = make_activity(**fields)

    assert is_change(activity) is expected
    assert Story(activity, (activity,)).is_change is expected


@pytest.mark.django_db
def test_one_change_makes_a_story_a_change():
    issue, fix = make_activity(kind="issue", action="opened"), make_activity()

    assert Story(issue, (issue, fix)).is_change


@pytest.mark.django_db
def test_each_path_is_named_once_and_the_largest_activity_tells_the_size():
    one = make_activity(files=[row("a.py"), row("b.py")], additions=5, deletions=1)
    other = make_activity(files=[row("b.py", 9), row("c.py")], additions=20, deletions=None)
    story = Story(one, (one, other))

    assert [(file["path"], file["additions"]) for file in story.files] == [("a.py", 1), ("b.py", 1), ("c.py", 1)]
    assert story.lines == 20


@pytest.mark.django_db
def test_labels_are_those_of_all_activities_in_lower_case():
    one, other = make_activity(labels=["Bug"]), make_activity(labels=["bug", "P0"])

    assert Story(one, (one, other)).github_labels == {"bug", "p0"}


@pytest.mark.django_db
def test_an_activity_that_is_not_stored_has_no_interface_changes():
    activity = make_activity()
    activity.pk = None

    assert Story(activity, (activity,)).interface_changes == []


def test_what_was_joined_has_one_root_in_whatever_order():
    nodes = UnionFind()
    for one, other in (("a", "b"), (3, ("c", 4)), ("b", 3), ("a", "b")):
        nodes.join(one, other)

    assert len({nodes.root(node) for node in ("a", "b", 3, ("c", 4))}) == 1


def test_what_was_never_joined_stands_for_itself():
    nodes = UnionFind()
    nodes.join("a", "b")

    assert nodes.root("c") == "c"
    assert nodes.root("c") != nodes.root("a")
