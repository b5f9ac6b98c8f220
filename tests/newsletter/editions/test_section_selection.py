"""What one choice of topics and kinds takes of one repository."""

import pytest

from digest.models import Coverage
from newsletter.editions.content import load_content
from newsletter.editions.section_selection import Choice, select_section, shorten, written_by
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
ALL = Choice((), ())


@pytest.fixture
def digest():
    return make_digest()


def make_story(digest, kind="pull_request", action="merged", **fields):
    main = make_activity(kind=kind, action=action, digest=digest)
    return make_statement(digest, main, **fields)


def taken(digest, choice=ALL):
    content = load_content([digest], "en")
    return content, select_section(content, make_repository().pk, choice)


def test_no_choice_takes_everything_and_folds_what_is_routine(digest):
    story, folded = make_story(digest, importance=4), make_story(digest, importance=1, fold="ci")
    _content, selected = taken(digest)

    assert [each.id for each in selected.section.stories] == [story.pk]
    assert [each.id for each in selected.section.folded_stories] == [folded.pk]
    assert selected.section.folded == (("ci", 1),)
    assert selected.section.outside_selection == 0


@pytest.mark.parametrize(
    ("choice", "number"),
    [
        (Choice(("moe",), ()), 1),
        (Choice(("moe", "attention"), ()), 2),
        (Choice((), ("issues",)), 1),
        (Choice(("moe",), ("issues",)), 0),
        (Choice(("no-such-topic",), ()), 0),
    ],
)
def test_topics_and_kinds_both_have_to_fit(digest, choice, number):
    make_story(digest, topics=["moe"])
    make_story(digest, topics=["attention"], kind="issue", action="opened")
    _content, selected = taken(digest, choice)

    assert len(selected.section.stories) == number
    assert selected.section.outside_selection == 2 - number
    assert selected.stories_found == 2


def test_a_mail_tells_the_best_whatever_it_is_and_else_what_matters(digest):
    for importance in (2, 2, 1):
        make_story(digest, importance=importance)
    _content, selected = taken(digest)

    assert len(selected.shown_ranks) == 3
    assert selected.mailable_ranks == selected.shown_ranks[:1]


def test_a_shortened_section_names_what_it_does_not_tell(digest):
    best, second, minor = (make_story(digest, importance=importance) for importance in (5, 3, 2))
    content, selected = taken(digest)
    shorter = shorten(content, selected, 1)

    assert [story.id for story in shorter.section.stories] == [best.pk]
    assert [story.id for story in shorter.section.more_stories] == [second.pk, minor.pk]
    assert shorter.minutes < selected.minutes
    assert shorter.stories_found == selected.stories_found


def test_a_section_that_fits_is_not_shortened(digest):
    make_story(digest)
    content, selected = taken(digest)

    assert shorten(content, selected, 1) is selected


def test_what_was_selected_once_is_selected_no_second_time(digest):
    make_story(digest)
    make_story(digest)
    content, selected = taken(digest)

    assert select_section(content, make_repository().pk, ALL) is selected
    assert shorten(content, selected, 1) is shorten(content, selected, 1)
    assert select_section(content, make_repository().pk, Choice((), ("merged",))) is not selected


@pytest.mark.parametrize(
    ("statuses", "kinds", "state"),
    [
        ({}, (), "quiet"),
        ({"commits": "failed"}, (), "failed"),
        ({"commits": "partial"}, (), "failed"),
        ({"commits": "pending"}, (), "pending"),
        ({"commits": "pending", "issues": "failed"}, (), "failed"),
        ({"commits": "failed"}, ("issues",), "quiet"),
        ({"issues": "pending"}, ("issues",), "pending"),
    ],
)
def test_a_repository_without_stories_is_quiet_failed_or_pending(digest, statuses, kinds, state):
    make_coverage(digest, **statuses)
    _content, selected = taken(digest, Choice((), kinds))

    assert selected.state == state


def test_advisories_that_nobody_asks_for_leave_a_quiet_day_quiet(digest):
    make_coverage(digest)
    Coverage.objects.filter(kind="advisories").update(status="partial", reason="no_token_no_advisories")
    _content, selected = taken(digest)

    assert selected.state == "quiet"


@pytest.mark.parametrize(
    ("writers", "word"),
    [
        (["model"], "model"),
        (["facts"], "facts"),
        (["facts", "model", "facts"], "mixed"),
        (["facts", "hand"], "hand"),
        ([], "facts"),
    ],
)
def test_who_wrote_is_told_of_what_is_told(writers, word):
    assert written_by(writers) == word
