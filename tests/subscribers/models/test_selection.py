"""A choice is one row, whoever makes it and in whatever order."""

import pytest
from django.db import IntegrityError, transaction

from subscribers.models import Selection
from subscribers.models.selection import selection_key

pytestmark = pytest.mark.django_db


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
