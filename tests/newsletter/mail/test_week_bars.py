"""Small bars: heights for the eye, numbers for the ear."""

from django.utils import translation

from newsletter.editions.week import Week
from newsletter.mail.activity_table import table_row
from newsletter.mail.week_bars import week_bars
from tests.newsletter.edition_values import section, story

DAYS = (0, None, 5, 10, 10, 1, 200)


def test_the_highest_day_has_the_highest_bar_and_a_day_without_news_a_line():
    bars = week_bars(section(story(1), week=Week(DAYS)))

    assert bars.heights == [1, 0, 1, 1, 1, 1, 12]
    assert bars.words == "Last seven days: 0, –, 5, 10, 10, 1, 200"
    assert bars.change == ""


def test_a_week_of_silence_has_no_tall_bars():
    assert week_bars(section(story(1), week=Week((0,) * 7))).heights == [1] * 7


def test_a_change_is_told_with_its_sign():
    grown, shrunk = (week_bars(section(story(1), week=Week((number,) + (0,) * 6, 100))) for number in (140, 50))

    assert (grown.change, shrunk.change) == ("+40%", "−50%")
    assert grown.words.endswith("; +40% against the week before")


def test_where_too_few_days_are_known_there_are_no_bars():
    assert week_bars(section(story(1))) is None


def test_the_text_part_has_the_numbers():
    told = section(story(1), week=Week(DAYS))

    assert table_row(told, ("releases",)).plain == (
        "flashinfer: Shown 1 of 1 · Last seven days: 0, –, 5, 10, 10, 1, 200"
    )
    with translation.override("zh-hans"):
        assert "最近七天：0、–、5" in table_row(told, ("releases",)).plain
