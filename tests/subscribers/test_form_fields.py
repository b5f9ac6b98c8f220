"""The fields of our forms: an address asked for in two places, and a time zone of the whole table."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from subscribers.form_fields import AddressField, TimeZoneField


def answer(query):
    return AddressField().widget.value_from_datadict(QueryDict(query), {}, "email")


@pytest.mark.parametrize(
    "query", ["email=ada@x.org&email=", "email=&email=ada@x.org", "email=ada@x.org&email=ada@x.org"]
)
def test_what_is_written_in_one_place_or_the_same_in_both_is_the_answer(query):
    assert answer(query) == "ada@x.org"


def test_two_different_addresses_are_asked_about_and_none_is_guessed():
    with pytest.raises(ValidationError, match="Two different addresses"):
        AddressField().clean(answer("email=ada@x.org&email=bob@x.org"))


def test_a_zone_that_the_select_does_not_begin_with_is_good_and_one_that_means_none_is_not():
    field = TimeZoneField(choices=[("UTC", "UTC")])

    assert field.clean("America/Argentina/Ushuaia") == "America/Argentina/Ushuaia"
    with pytest.raises(ValidationError):
        field.clean("Mars/Olympus")
