"""The benchmark of the rate limit counts any second, not those of the clock."""

from benchmarks.ratelimit import seconds_full


def test_a_second_is_any_window_of_that_length():
    assert max(seconds_full([0.0, 0.9, 1.1, 1.2, 1.85])) == 4


def test_a_mail_exactly_a_second_later_belongs_to_the_next():
    assert seconds_full([0.0, 0.5, 1.0]) == [1, 2, 2]
