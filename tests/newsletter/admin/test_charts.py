"""Charts as numbers: heights in proportion, stacked, below the line what is lost."""

import pytest

from newsletter.admin.charts import HEIGHT, Chart, Series

DAYS = ["2026-02-18", "2026-02-19"]


def chart(*up, down=(), **fields):
    return Chart("Title", DAYS, up, down, **fields)


def test_the_highest_bar_is_as_high_as_the_picture():
    heights = [rect.height for rect in chart(Series("sent", "good", [5, 10])).rects]

    assert heights == [HEIGHT / 2, HEIGHT]


def test_parts_of_a_day_stand_on_each_other():
    first, second = chart(Series("sent", "good", [6, 0]), Series("failed", "bad", [2, 0])).rects

    assert (first.y, first.height, first.tone) == (20, 60, "good")
    assert (second.y, second.height, second.tone) == (0, 20, "bad")


def test_what_is_lost_hangs_below_the_line():
    picture = chart(Series("came", "good", [6, 0]), down=[Series("left", "bad", [2, 0])])

    assert picture.line == 60
    assert [(rect.y, rect.height) for rect in picture.rects] == [(0, 60), (60, 20)]


def test_a_day_without_a_number_has_no_bar_and_a_dash():
    picture = chart(Series("cost", "good", [None, 0.5]), places=2, unit=" USD")

    assert len(picture.rects) == 1
    assert picture.rows == [("2026-02-19", ["0.50 USD"]), ("2026-02-18", ["–"])]


@pytest.mark.parametrize("nothing", [0, None])
def test_nothing_at_all_is_no_picture(nothing):
    picture = chart(Series("bounced", "bad", [nothing, nothing]))

    assert (picture.rects, picture.line) == ([], HEIGHT)
    assert not picture.has_bars


def test_one_bar_is_a_picture():
    assert chart(Series("bounced", "bad", [0, 1])).has_bars


def test_the_highest_bar_is_named():
    picture = chart(
        Series("sent", "good", [6, 2]), Series("failed", "bad", [1, 0]), down=[Series("left", "bad", [9, 0])]
    )

    assert picture.highest == "9"


def test_each_day_has_its_place():
    first, second = chart(Series("sent", "good", [1, 1])).rects

    assert (first.x, second.x, chart().width) == (3, 23, 40)
