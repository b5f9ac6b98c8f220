"""A number in thousands or 万 is the number that it stands for, rounded as far as it is written."""

import pytest

from digest.writing.number_words import Figure
from digest.writing.scales import decimals, is_decimal, is_same_scaled


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (Figure("52", "万"), Figure("524288", "")),
        (Figure("52.4", "万"), Figure("524288", "")),
        (Figure("1.2", "亿"), Figure("120000000", "")),
        (Figure("65.5", "k"), Figure("65536", "")),
        (Figure("128", "k"), Figure("131072", "")),
        (Figure("13", "万"), Figure("130", "k")),
        (Figure("2", "m"), Figure("2000000", "")),
    ],
)
def test_a_scaled_number_is_the_one_that_it_stands_for(told, known):
    assert is_same_scaled(told, known)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (Figure("53", "万"), Figure("524288", "")),
        (Figure("5", "万"), Figure("52428", "")),  # one digit is a guess
        (Figure("65", "k"), Figure("65536", "ms")),
        (Figure("65", "m"), Figure("65000", "")),
        (Figure("0.6.4", "k"), Figure("640", "")),
        (Figure("65", ""), Figure("65", "k")),
    ],
)
def test_another_number_or_unit_is_not(told, known):
    assert not is_same_scaled(told, known)


@pytest.mark.parametrize(
    ("number", "is_one"), [("12", True), ("0.5", True), ("0.6.4", False), ("1e-5", False), ("9" * 21, False)]
)
def test_a_decimal_has_one_point_at_most(number, is_one):
    assert is_decimal(number) is is_one


def test_decimals_are_counted_behind_the_point():
    assert (decimals("12"), decimals("12.50")) == (0, 2)
