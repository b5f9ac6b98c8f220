"""A pause is a number of weeks by a button, or a day from tomorrow on within a year."""

import datetime as dt

import pytest

from subscribers.pause_form import WEEKS_OFFERED, PauseForm

TODAY = dt.date(2026, 2, 20)


def form(**sent):
    return PauseForm(TODAY, sent)


@pytest.mark.parametrize("weeks", WEEKS_OFFERED)
def test_a_button_means_so_many_weeks_from_today(weeks):
    pause = form(weeks=str(weeks))

    assert pause.is_valid()
    assert pause.cleaned_data["until"] == TODAY + dt.timedelta(weeks=weeks)


def test_the_button_that_was_pressed_counts_before_what_stands_in_the_field():
    pause = form(weeks="1", until="soon")

    assert pause.is_valid()
    assert pause.cleaned_data["until"] == dt.date(2026, 2, 27)


@pytest.mark.parametrize("day", ["2026-02-21", "2027-02-20"])
def test_a_day_from_tomorrow_on_within_a_year_is_taken(day):
    pause = form(until=day, catch_up="on")

    assert pause.is_valid()
    assert pause.cleaned_data["until"] == dt.date.fromisoformat(day)
    assert pause.cleaned_data["catch_up"]


@pytest.mark.parametrize("day", ["", "soon", "2026-02-20", "2027-02-21"])
def test_any_other_day_is_refused_at_its_field(day):
    assert list(form(until=day).errors) == ["until"]


def test_a_number_of_weeks_that_no_button_has_is_refused():
    assert "weeks" in form(weeks="3", until="2026-03-01").errors
