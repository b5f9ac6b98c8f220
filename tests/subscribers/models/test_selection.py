"""A choice is one row, whoever makes it and in whatever order."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from subscribers.models import Selection
from subscribers.models.selection import Threshold, selection_key
from subscribers.mutes import REPOSITORY, TOPIC, Mute

pytestmark = pytest.mark.django_db
OLD = {"language": "en", "repositories": [1, 2], "topics": [], "kinds": ["merged"]}


def test_equal_choices_are_one_row_whatever_their_order():
    one = Selection.objects.of("en", [2, 1, 2], ["moe", "attention"], ["merged", "issues"])
    other = Selection.objects.of("en", (1, 2), {"attention", "moe"}, iter(["issues", "merged"]))

    assert one == other
    assert Selection.objects.count() == 1
    assert (one.repositories, one.topics, one.kinds) == ([1, 2], ["attention", "moe"], ["issues", "merged"])


@pytest.mark.parametrize(
    "choice",
    [("zh-hans", [1], ["moe"], []), ("en", [2], ["moe"], []), ("en", [1], [], []), ("en", [1], ["moe"], ["issues"])],
)
def test_any_difference_is_another_row(choice):
    first = Selection.objects.of("en", [1], ["moe"], [])

    assert Selection.objects.of(*choice) != first


def test_nothing_chosen_is_stored_empty():
    everything = Selection.objects.of("en")

    assert (everything.repositories, everything.topics, everything.kinds) == ([], [], [])


def test_a_key_is_unique_in_the_database_and_not_in_python_only():
    row = Selection.objects.of("en")

    with pytest.raises(IntegrityError), transaction.atomic():
        Selection.objects.create(key=row.key, language="zh-hans")


def test_a_key_does_not_depend_on_the_order_of_the_fields():
    fields = {"language": "en", "topics": [], "kinds": [], "repositories": [1]}

    assert selection_key(fields) == selection_key(dict(reversed(fields.items())))
    assert len(selection_key(fields)) == 64


def test_a_selection_is_named_by_language_and_the_begin_of_its_key():
    row = Selection.objects.of("en")

    assert str(row) == f"en {row.key[:8]}"


def test_who_chose_the_same_shares_a_row():
    one = Selection.objects.of("en", [2, 1], kinds=["merged"], threshold="key", muted=[Mute(TOPIC, "moe")])
    other = Selection.objects.of("en", [1, 2], kinds=["merged"], threshold="key", muted=[Mute(TOPIC, "moe")])

    assert one == other


def test_a_row_of_before_there_were_thresholds_is_found_by_its_key():
    row = Selection.objects.create(key=selection_key(OLD), **OLD)

    assert Selection.objects.of(**OLD) == row
    assert (row.threshold, row.muted) == ("everything", [])


@pytest.mark.parametrize("threshold", [value for value in Threshold.values if value != "everything"])
def test_each_threshold_is_a_choice_of_its_own(threshold):
    assert Selection.objects.of(**OLD, threshold=threshold) != Selection.objects.of(**OLD)


def test_mutes_of_different_length_are_different_choices():
    for_good, for_a_week = Mute(REPOSITORY, 1), Mute(REPOSITORY, 1, dt.date(2026, 3, 3))

    assert Selection.objects.of("en", muted=[for_good]) != Selection.objects.of("en", muted=[for_a_week])


def test_the_order_of_mutes_is_no_difference():
    one, other = Mute(REPOSITORY, 1), Mute(TOPIC, "moe")

    assert Selection.objects.of("en", muted=[one, other]) == Selection.objects.of("en", muted=[other, one])
