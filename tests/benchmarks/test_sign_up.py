"""What the benchmark of the sign-up page says of what it measured."""

import pytest

from benchmarks.sign_up import measure, told


class Answer:
    content = b"x" * 2048

    def __init__(self, status_code):
        self.status_code = status_code


def test_bytes_and_milliseconds_are_those_of_the_answers():
    size, median = measure(lambda client: Answer(200))

    assert size == 2048
    assert 0 <= median < 60


def test_a_page_that_fails_is_not_measured():
    with pytest.raises(SystemExit, match="500"):
        measure(lambda client: Answer(500))


def test_the_table_has_a_row_for_the_page_and_one_for_its_preview():
    assert told((18_432, 21.6), (3_072, 9.2)).splitlines()[-2:] == [
        "| sign-up page | 18.0 | 22 |",
        "| preview of a changed choice | 3.0 | 9 |",
    ]
