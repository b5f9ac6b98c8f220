"""Pinning, hiding and neither, before a day is published."""

import pytest

from digest.desk import placement
from digest.desk.open_digest import Refused
from tests.factories import make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db

VERBS = {"pinned": placement.pin, "hidden": placement.hide, "": placement.rank}


def placed(statement):
    statement.refresh_from_db()
    return statement.placement


@pytest.mark.parametrize("status", ["held", "ready"])
@pytest.mark.parametrize(("where", "verb"), VERBS.items())
def test_a_story_goes_where_an_editor_wants_it(status, where, verb):
    statement = make_statement(make_digest(status=status), placement="pinned" if where == "" else "")

    verb(statement)

    assert placed(statement) == where


@pytest.mark.parametrize("status", ["collecting", "writing", "rejected", "published"])
@pytest.mark.parametrize("verb", VERBS.values())
def test_nothing_moves_in_a_day_that_is_not_open(status, verb):
    statement = make_statement(make_digest(status=status), placement="pinned" if verb is placement.rank else "")
    before = statement.placement

    with pytest.raises(Refused):
        verb(statement)

    assert placed(statement) == before


def test_a_sentence_about_the_day_can_be_hidden_and_not_pinned():
    digest = make_digest(status="held")
    sentence = make_sentence(digest, [make_statement(digest)])

    placement.hide(sentence)
    with pytest.raises(Refused, match="Only a story"):
        placement.pin(sentence)

    assert placed(sentence) == "hidden"


def test_what_is_there_already_is_told():
    statement = make_statement(make_digest(status="held"))

    with pytest.raises(Refused, match="there already"):
        placement.rank(statement)
