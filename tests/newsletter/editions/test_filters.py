"""Names that somebody typed become a selection, or are refused by name."""

import pytest

from newsletter.editions.filters import MAX_NAMES, TooManyNames, UnknownName, selection_from_names
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db


def test_nothing_typed_means_all():
    selection = selection_from_names("zh-hans")

    assert (selection.language, list(selection.repositories), list(selection.topics)) == ("zh-hans", [], [])
    assert selection.pk is None


def test_a_repository_is_found_in_any_case_and_counted_once():
    row = make_repository("NVIDIA/cutlass")

    assert selection_from_names("en", ["nvidia/CUTLASS", "NVIDIA/cutlass"]).repositories == [row.pk]


def test_the_order_of_typing_makes_no_other_selection():
    first, second = make_repository("a/b"), make_repository("c/d")
    for slug in ("moe", "attention"):
        make_topic(slug)

    one = selection_from_names("en", ["a/b", "c/d"], ["moe", "attention"])
    other = selection_from_names("en", ["c/d", "a/b"], ["attention", "moe"])
    assert one.repositories == other.repositories == sorted([first.pk, second.pk])
    assert one.topics == other.topics == ["attention", "moe"]


@pytest.mark.parametrize(
    ("names", "unknown"),
    [
        ({"repositories": ["nobody/nothing"]}, "nobody/nothing"),
        ({"topics": ["Attention"]}, "Attention"),
        ({"repositories": [""]}, ""),
        ({"topics": ["moe' OR 1=1"]}, "moe' OR 1=1"),
    ],
)
def test_a_name_that_this_newsletter_does_not_have_is_refused_by_itself(names, unknown):
    make_topic("attention")

    with pytest.raises(UnknownName) as refused:
        selection_from_names("en", **names)
    assert str(refused.value) == unknown


@pytest.mark.parametrize("sort", ["repositories", "topics"])
def test_more_names_than_anybody_types_are_refused_before_the_database_is_asked(sort, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(TooManyNames, match=str(MAX_NAMES)):
        selection_from_names("en", **{sort: ["a/b"] * (MAX_NAMES + 1)})
