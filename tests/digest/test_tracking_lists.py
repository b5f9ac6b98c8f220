"""Each line of what was pasted: added, there already, archived, moved, not found, not readable, not asked."""

import pytest

from digest import tracking_lists
from digest.models import Repository
from digest.tracking_lists import MAX_LINE, MAX_LINES, OUTCOMES, TooManyLines, lines_of, track_lines
from tests.factories import make_repository

pytestmark = pytest.mark.django_db


def outcomes(*lines):
    return [answer.outcome for answer in track_lines(lines)]


def test_names_and_addresses_stand_in_any_mix(github):
    for number, name in enumerate(("a/one", "a/two", "a/three"), 1):
        github.add(name, ident=number)

    assert outcomes("a/one", "https://github.com/a/two/pull/7?x=1#y", "git@github.com:a/three.git") == ["added"] * 3
    assert Repository.objects.active().count() == 3


def test_a_moved_repository_is_added_under_its_new_name(github):
    github.add("new/name", ident=7, former=("old/name",))

    (answer,) = track_lines(["old/name"])

    assert (answer.outcome, answer.moved_to) == ("added", "new/name")


def test_one_that_was_switched_off_is_added_and_one_that_is_tracked_is_there(github):
    github.add("a/off", ident=1)
    github.add("a/on", ident=2)
    make_repository("a/off", github_id=1, is_active=False)
    make_repository("a/on", github_id=2)

    assert outcomes("a/off", "A/ON") == ["added", "there"]


def test_a_line_that_stands_twice_is_asked_once(github):
    github.add("a/one", ident=1)

    assert outcomes("a/one", "github.com/A/one", "nonsense", "nonsense") == [
        "added",
        "twice",
        "unreadable",
        "unreadable",
    ]
    assert len(github.requests) == 1


@pytest.mark.parametrize(("status", "outcome"), [(404, "not_found"), (451, "refused")])
def test_a_line_that_fails_says_why_and_stops_no_other(github, status, outcome):
    github.add("a/bad", status=status)
    github.add("a/good", ident=2)

    bad, good = track_lines(["a/bad", "a/good"])

    assert (bad.outcome, good.outcome) == (outcome, "added")
    assert "a/bad cannot be tracked" in bad.told


def test_github_is_not_asked_on_once_it_refused_the_token(github):
    github.fail("GET", status=401, body='{"message": "Bad credentials"}')

    assert outcomes("a/one", "a/two", "nonsense") == ["refused", "not_asked", "unreadable"]
    assert len(github.requests) == 1


def test_lines_without_text_do_not_count_and_long_ones_are_cut():
    assert lines_of("\n a/b \n\n" + "x" * 1_000) == ["a/b", "x" * MAX_LINE]


def test_so_many_lines_and_no_more(monkeypatch):
    assert len(lines_of("a/b\n" * MAX_LINES)) == MAX_LINES
    with pytest.raises(TooManyLines):
        lines_of("a/b\n" * (MAX_LINES + 1))


def test_every_answer_has_words(github):
    (answer,) = track_lines(["nonsense"])

    assert answer.words == OUTCOMES["unreadable"]
    assert set(OUTCOMES) >= {"added", "there", "archived", "twice", "not_found", "refused", "not_asked"}
    assert tracking_lists.STOPPING
