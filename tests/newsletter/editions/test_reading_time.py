"""How long a text takes to read, in Han characters and in words."""

import pytest

from newsletter.editions.reading_time import reading_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("word " * 230, 1),
        ("字" * 380, 1),
        ("字" * 190 + " word" * 115, 1),
        ("字word" * 115, 115 / 380 + 115 / 230),
        ("", 0),
        ("… — 。，", 0),
    ],
)
def test_a_minute_is_230_words_or_380_characters(text, minutes):
    assert reading_minutes(text) == pytest.approx(minutes)


def test_several_texts_are_added_up():
    assert reading_minutes("one two", "three") == pytest.approx(3 / 230)


def test_a_name_from_code_is_one_word():
    assert reading_minutes("torch.compile") == reading_minutes("word")


def test_no_text_takes_no_time():
    assert reading_minutes() == 0
