"""The masthead: which day or days, whose clock, how much of what."""

import datetime as dt

import pytest
from django.utils import translation

from newsletter.mail import masthead
from tests.newsletter.edition_values import DAY, edition


def days_before(number):
    return edition(covers_from=DAY - dt.timedelta(days=number))


@pytest.mark.parametrize(
    ("language", "heading"), [("en", ("19 February", "Thursday")), ("zh-hans", ("2 月 19 日", "星期四"))]
)
def test_a_single_day_has_its_weekday(language, heading):
    with translation.override(language):
        assert masthead.date_heading(edition()) == heading


def test_several_days_have_no_weekday_and_share_their_month():
    assert masthead.date_heading(days_before(2)) == ("17–19 February", "")


def test_days_of_two_months_name_both():
    assert masthead.date_heading(days_before(30)) == ("20 January – 19 February", "")


def test_the_same_month_of_another_year_is_another_month():
    assert masthead.date_heading(days_before(365)) == ("19 February – 19 February", "")


def test_the_window_is_told_on_the_readers_clock_where_that_is_another():
    assert masthead.reader_window(edition(), "Europe/Berlin") == "in Berlin 01:00 Thursday to 01:00 Friday"
    assert masthead.reader_window(edition(), "America/New_York").endswith("19:00 Wednesday to 19:00 Thursday")


@pytest.mark.parametrize("zone", ["UTC", "Africa/Abidjan", "Europe/London"])
def test_a_clock_that_shows_the_same_is_not_told(zone):
    assert masthead.reader_window(edition(), zone) == ""


def test_a_zone_that_this_machine_does_not_know_costs_no_mail():
    assert isinstance(masthead.reader_window(edition(), "Mars/Olympus_Mons"), str)


FEW = {"stories_found": 27, "stories_shown": 9, "minutes": 2, "repositories_chosen": 4}


def test_the_edition_line_counts_topics_only_where_some_are_chosen():
    some = edition(**FEW, topics=("moe",))

    assert masthead.edition_sentence(edition(**FEW)) == "Your edition: 4 of 8 repositories, 9 of 27 stories, 2 minutes."
    assert "4 of 8 repositories, 1 topic, 9 of 27 stories, 2 minutes." in masthead.edition_sentence(some)


@pytest.mark.parametrize(
    ("written_by", "mark"),
    [
        ("model", ""),
        ("mixed", ""),
        ("facts", " · GitHub’s own titles"),
        ("hand", " · written by hand for the sample"),
    ],
)
def test_the_scope_says_how_much_there_is_and_who_wrote_it_if_not_the_model(written_by, mark):
    assert masthead.scope(edition(**FEW, written_by=written_by)) == f"9 of 27 stories, 2 minutes{mark}"


def test_the_edition_line_is_one_sentence_in_each_language():
    shown = edition(stories_found=27, stories_shown=9, minutes=2)

    assert masthead.edition_sentence(shown) == "Your edition: 8 repositories, 9 of 27 stories, 2 minutes."
    with translation.override("zh-hans"):
        assert masthead.edition_sentence(shown).endswith("。")


@pytest.mark.parametrize(("written_by", "names_claude"), [("model", True), ("mixed", True), ("facts", False)])
def test_claude_is_named_where_it_wrote_something(written_by, names_claude):
    assert ("Claude" in masthead.who_wrote(edition(written_by=written_by))) is names_claude
