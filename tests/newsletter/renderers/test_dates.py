"""Dates and windows as each language writes them."""

import datetime as dt

import pytest
from django.utils import translation

from newsletter.editions.types import FollowUp
from newsletter.renderers import dates
from tests.newsletter.edition_values import DAY, STARTS_AT, edition, story


@pytest.mark.parametrize(
    ("write", "english", "chinese"),
    [
        (dates.day, "19 February", "2 月 19 日"),
        (dates.month, "February 2026", "2026 年 2 月"),
        (dates.full_day, "19 February 2026", "2026 年 2 月 19 日"),
        (dates.year, "2026", "2026 年"),
        (dates.weekday, "Thursday", "星期四"),
    ],
)
def test_a_date_is_written_as_its_language_does(write, english, chinese):
    with translation.override("en"):
        assert write(DAY) == english
    with translation.override("zh-hans"):
        assert write(DAY) == chinese


def test_a_whole_day_ends_at_24_and_not_at_midnight_of_the_next():
    assert dates.window(edition()) == "UTC 00:00–24:00"


def test_a_window_is_told_on_the_clock_of_the_digest(settings):
    settings.DIGEST_TIME_ZONE = "Asia/Shanghai"

    assert dates.window(edition()) == "Asia/Shanghai 08:00–08:00"


def test_a_day_that_is_not_over_ends_where_it_was_read():
    until = STARTS_AT + dt.timedelta(hours=13, minutes=5)

    assert dates.window(edition(ends_at=until)) == "UTC 00:00–13:05"


def test_a_title_names_newsletter_and_day(settings):
    settings.NEWSLETTER_NAME = "Kernel Post"

    assert dates.edition_title(edition()) == "Kernel Post · 19 February 2026"


@pytest.mark.parametrize(
    ("days_before", "intro"),
    [(1, "From Wednesday: "), (6, "From Friday: "), (7, "From 12 February: "), (60, "From 21 December: ")],
)
def test_an_earlier_digest_is_named_by_its_weekday_within_six_days_only(days_before, intro):
    before = FollowUp(DAY - dt.timedelta(days=days_before), "A proposal", "https://letter.example.com/")

    assert dates.follow_up_intro(story(follow_up=before)) == intro


def test_a_story_told_for_the_first_time_follows_nothing():
    assert dates.follow_up_intro(story()) == ""


def test_a_late_activity_names_its_day_in_both_languages():
    late = story(late_date=DAY - dt.timedelta(days=1))

    assert dates.late_note(late) == "of 18 February, it appeared after that day's digest"
    with translation.override("zh-hans"):
        assert "2 月 18 日" in dates.late_note(late)


def test_a_story_of_its_own_day_has_no_note():
    assert dates.late_note(story()) == ""


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, ""),
        ("en", 1, "Thursday"),
        ("en", 6, "Thursday"),
        ("en", 7, "19 February"),
        ("zh-hans", 7, "2 月 19 日"),
    ],
)
def test_of_several_days_a_story_names_its_weekday_and_of_more_than_a_week_its_date(language, days, words):
    with translation.override(language):
        assert dates.day_within(edition(covers_from=DAY - dt.timedelta(days=days)), story()) == words
