"""Counts and lists in words."""

import pytest
from django.utils import translation

from newsletter.renderers import counts
from tests.newsletter.edition_values import VLLM, edition, section, story


def test_a_list_is_separated_as_its_language_does():
    assert counts.listing(["a", "b", 3]) == "a, b, 3"
    with translation.override("zh-hans"):
        assert counts.listing(["a", "b", 3]) == "a、b、3"


def test_a_list_of_nothing_is_empty():
    assert counts.listing([]) == ""


@pytest.mark.parametrize(("number", "words"), [(0, "0 stories"), (1, "1 story"), (46, "46 stories")])
def test_stories_are_counted_in_singular_and_plural(number, words):
    assert counts.story_count(number) == words


@pytest.mark.parametrize(
    ("shown", "found", "words"),
    [(46, 46, "46 stories"), (9, 27, "9 of 27 stories"), (0, 1, "0 of 1 story"), (1, 1, "1 story")],
)
def test_of_stands_only_where_it_limits(shown, found, words):
    assert counts.stories_of(shown, found) == words


@pytest.mark.parametrize(
    ("chosen", "total", "words"), [(8, 8, "8 repositories"), (2, 8, "2 of 8 repositories"), (1, 1, "1 repository")]
)
def test_repositories_are_counted_against_all_that_are_tracked(chosen, total, words):
    assert counts.repositories_of(chosen, total) == words


def test_the_line_of_an_edition_counts_folded_stories_as_told():
    first = section(story(1), folded=(("ci", 1),), folded_stories=(story(2, fold="ci"),))
    shown = edition(first, section(story(3), repository=VLLM), stories_found=9, repositories_chosen=2)

    assert counts.edition_line(shown) == "2 of 8 repositories, 3 of 9 stories"


def test_a_fold_is_named_with_a_capital_and_counted():
    assert counts.fold_count("ci", 4) == "Tests and CI: 4 stories"
    assert counts.fold_count("nightly", 1) == "Prereleases and nightlies: 1 story"


def test_a_fold_that_nobody_knows_is_an_error_and_not_an_empty_word():
    with pytest.raises(ValueError, match="no_such_fold"):
        counts.fold_count("no_such_fold", 1)
