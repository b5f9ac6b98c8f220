"""Releases that count up with every commit: each leads from its change, and none is news by itself."""

import pytest

from digest.stories import grouping, releases
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def release(tag, body=""):
    return make_activity(kind="release", action="published", key=tag, title=tag, body=body)


@pytest.mark.parametrize(
    "tags",
    [
        ("b7100", "b7101", "b7102"),
        ("v41.1.8", "v41.1.9", "v41.1.10"),
        ("build-7", "build-8", "build-9"),
    ],
)
def test_tags_that_differ_in_their_last_number_count_up(tags):
    told = {release(tag) for tag in tags}

    assert releases.of_every_commit(told) == told


@pytest.mark.parametrize(
    "tags",
    [
        ("b7100", "b7101"),
        ("v1.29.3", "v1.30.2", "v1.31.1"),
        ("core-1.0.1", "cli-1.0.1", "web-1.0.1"),
        ("stable", "beta", "weekly"),
    ],
)
def test_two_versions_several_branches_and_several_packages_do_not(tags):
    assert releases.of_every_commit([release(tag) for tag in tags]) == set()


def test_other_activities_with_such_keys_are_no_releases():
    assert releases.of_every_commit([make_activity(key=f"b{n}") for n in range(4)]) == set()


BODY = "<details open>\n\nvulkan: fix NaN in softmax (#{})\n\n</details>\n\n**macOS:** [arm64](https://example.org/a)"


def test_a_build_of_every_commit_is_one_line_and_its_changes_lead_to_it():
    changes = [make_activity(number=n, title=f"Fix NaN in op {n}", author="ada") for n in (7501, 7502, 7503)]
    builds = [release(f"b71{n:02}", BODY.format(one.number)) for n, one in enumerate(changes)]

    stories = {story.main: story for story in grouping.form([*changes, *builds])}

    assert {stories[build].fold for build in builds} == {"nightly"}
    assert [stories[one].relations[0]["text"] for one in changes] == ["b7100", "b7101", "b7102"]
    assert {stories[one].relations[0]["word"] for one in changes} == {"released_in"}


def test_two_releases_are_still_told_with_their_single_change():
    change = make_activity(number=7501, title="Fix NaN")
    first, second = release("b7100", BODY.format(7501)), release("b7101")

    told = {story.main: story for story in grouping.form([change, first, second])}

    assert set(told[first].activities) == {first, change}
    assert told[second].fold == ""
