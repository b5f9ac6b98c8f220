"""How much a story must matter to be told, and what stays untold because it is muted."""

import datetime as dt

import pytest

from digest.models import InterfaceChange
from newsletter.editions.content import load_content
from newsletter.editions.selection import select
from subscribers.models import Selection
from subscribers.mutes import REPOSITORY, TOPIC, Mute, as_rows
from tests.factories import DAY, make_activity, make_coverage, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
TOMORROW = DAY + dt.timedelta(days=1)


@pytest.fixture
def digest():
    digest = make_digest()
    make_coverage(digest)
    return digest


def told(digest, **chosen):
    edition = edition_of(digest, **chosen)
    return {story.id for section in edition.sections for story in section.stories}


def edition_of(digest, **chosen):
    return select(load_content([digest], "en"), Selection(language="en", **chosen))


def make_story(digest, kind="pull_request", action="merged", repository=None, **fields):
    return make_statement(digest, make_activity(repository, kind=kind, action=action, digest=digest), **fields)


@pytest.mark.parametrize(
    ("threshold", "importances"), [("everything", {1, 2, 3, 4, 5}), ("notable", {3, 4, 5}), ("key", {5})]
)
def test_a_threshold_takes_what_matters_so_much(digest, threshold, importances):
    stories = {number: make_story(digest, importance=number).pk for number in (1, 2, 3, 4, 5)}

    assert told(digest, threshold=threshold) == {stories[number] for number in importances}


def test_only_what_can_break_me_takes_releases_and_breaking_changes(digest):
    release = make_story(digest, kind="release", action="published", importance=2)
    breaking, harmless = make_story(digest, importance=2), make_story(digest, importance=5)
    for story, is_breaking in ((breaking, True), (harmless, False)):
        make_change(story.main, is_breaking)

    assert told(digest, threshold="breaking") == {release.pk, breaking.pk}


def make_change(activity, is_breaking):
    fields = {"kind": "parameter_removed" if is_breaking else "parameter_added", "symbol": "run", "path": "a.py"}
    return InterfaceChange.objects.create(activity=activity, is_breaking=is_breaking, **fields)


def test_what_is_below_the_threshold_is_counted_as_left_out(digest):
    make_story(digest, importance=1)
    make_story(digest, importance=5)
    section = edition_of(digest, threshold="key").sections[0]

    assert (len(section.stories), section.outside_selection, section.stories_found) == (1, 1, 2)


def test_a_day_without_a_key_story_brings_nothing_to_who_wants_only_those(digest):
    make_story(digest, importance=4)

    assert edition_of(digest, threshold="key").is_empty


def test_a_muted_repository_is_no_part_of_the_edition(digest):
    ours, other = make_story(digest), make_story(digest, repository=make_repository("a/b"))
    muted = as_rows([Mute(REPOSITORY, other.repository_id)])
    edition = edition_of(digest, muted=muted)

    assert told(digest, muted=muted) == {ours.pk}
    assert edition.repositories_chosen == 1


def test_a_muted_topic_leaves_out_its_stories_whatever_else_they_are_about(digest):
    both, other = make_story(digest, topics=["moe", "docs"]), make_story(digest, topics=["moe"])
    muted = as_rows([Mute(TOPIC, "docs")])

    assert told(digest, muted=muted) == {other.pk}
    assert told(digest, muted=muted, topics=["moe"]) == {other.pk}
    assert both.pk in told(digest)


def test_a_mute_ends_by_itself_on_its_day(digest):
    story = make_story(digest)

    assert told(digest, muted=as_rows([Mute(REPOSITORY, story.repository_id, TOMORROW)])) == set()
    assert told(digest, muted=as_rows([Mute(REPOSITORY, story.repository_id, DAY)])) == {story.pk}


def test_one_reader_s_mutes_do_not_colour_what_another_gets_of_the_same_day(digest):
    story = make_story(digest, topics=["docs"])
    content = load_content([digest], "en")
    muted, plain = Selection(language="en", muted=as_rows([Mute(TOPIC, "docs")])), Selection(language="en")

    assert select(content, muted).is_empty
    assert [one.id for one in select(content, plain).sections[0].stories] == [story.pk]
