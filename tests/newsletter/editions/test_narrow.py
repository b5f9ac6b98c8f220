"""Narrowing an edition: what stays, what rests on it, and what is counted as left out."""

import pytest

from newsletter.editions.content import load_content
from newsletter.editions.narrow import narrow
from newsletter.editions.selection import select
from subscribers.models import Selection
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return select(load_content([make_a_day()], "en"), Selection(language="en"))


def labels_of(edition):
    return [story.label for section in edition.sections for story in section.all_stories]


def test_without_labels_and_importance_it_is_the_same_edition(edition):
    assert narrow(edition) is edition


def test_stories_with_one_of_the_labels_stay(edition):
    assert labels_of(narrow(edition, labels=["open", "released"])) == ["open", "released"]


def test_stories_of_less_importance_go(edition):
    assert labels_of(narrow(edition, importance=4)) == ["new", "open"]
    assert labels_of(narrow(edition, ["open"], importance=5)) == []


def test_what_is_left_out_is_counted_and_the_repository_stays(edition):
    section = narrow(edition, labels=["open"]).sections[0]

    assert (section.stories_found, section.stories_shown, section.outside_selection) == (4, 1, 3)
    assert section.folded == ()


def test_a_sentence_stays_with_all_that_it_cites(edition):
    assert [sentence.text for sentence in narrow(edition, labels=["new"]).summary] == ["`MLA` is covered."]
    assert narrow(edition, labels=["open"]).summary == ()


def test_what_is_shown_is_counted_anew(edition):
    narrowed = narrow(edition, labels=["new"])

    assert (edition.stories_shown, narrowed.stories_shown, narrowed.stories_found) == (2, 1, 4)
