"""Mutes: what stays untold, until when, and how a reader's words about one thing follow each other."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers import mutes
from subscribers.mutes import REPOSITORY, TOPIC, Mute, Muted

TODAY = dt.date(2026, 2, 24)
A_WEEK_ON = dt.date(2026, 3, 3)
MUTES = st.builds(
    Mute,
    st.sampled_from([REPOSITORY, TOPIC]),
    st.sampled_from(["1", "2", "moe"]),
    st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))),
)


def test_a_mute_holds_up_to_its_day_and_not_on_it():
    mute = Mute(REPOSITORY, 3, A_WEEK_ON)

    assert mute.holds_on(A_WEEK_ON - dt.timedelta(days=1))
    assert not mute.holds_on(A_WEEK_ON)


def test_a_mute_for_good_holds_on_every_day():
    assert Mute(TOPIC, "moe").holds_on(dt.date(2126, 1, 1))


def test_what_is_muted_on_a_day_is_told_apart_by_sort():
    rows = mutes.as_rows([Mute(REPOSITORY, 3, A_WEEK_ON), Mute(TOPIC, "moe"), Mute(TOPIC, "docs", TODAY)])

    assert mutes.muted_on(rows, TODAY) == Muted(frozenset({3}), ("moe",))


def test_without_mutes_nothing_is_muted():
    assert mutes.muted_on([], TODAY) == Muted()


def test_the_last_word_on_a_repository_counts():
    rows = mutes.as_rows([Mute(REPOSITORY, 3, A_WEEK_ON), Mute(REPOSITORY, 3)])

    assert rows == [[REPOSITORY, 3, ""]]


def test_a_new_mute_drops_those_that_are_over():
    over, held, new = Mute(TOPIC, "docs", TODAY), Mute(TOPIC, "moe", A_WEEK_ON), Mute(REPOSITORY, 3)

    assert mutes.with_mute([over, held], new, TODAY) == [held, new]


def test_to_hear_again_of_one_thing_leaves_the_others_muted():
    one, other = Mute(REPOSITORY, 3), Mute(TOPIC, "moe")

    assert mutes.without_mute([one, other], REPOSITORY, 3, TODAY) == [other]


@pytest.mark.parametrize("value", [4, "3"])
def test_to_hear_again_of_what_is_not_muted_changes_nothing(value):
    assert mutes.without_mute([Mute(REPOSITORY, 3)], REPOSITORY, value, TODAY) == [Mute(REPOSITORY, 3)]


@given(st.lists(MUTES))
def test_rows_come_back_as_the_mutes_that_they_were_made_of(chosen):
    newest = {(mute.kind, mute.value): mute for mute in chosen}

    assert set(mutes.from_rows(mutes.as_rows(chosen))) == set(newest.values())


@given(st.lists(MUTES, unique_by=lambda mute: mute[:2]), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
def test_dropping_what_is_over_mutes_the_same_from_that_day_on(chosen, today):
    new = Mute(TOPIC, "new")
    kept, whole = mutes.with_mute(chosen, new, today), [*chosen, new]

    for day in (today, today + dt.timedelta(days=30)):
        held = {mute for mute in whole if mute.holds_on(day)}
        assert {mute for mute in kept if mute.holds_on(day)} == held


@given(MUTES)
def test_the_key_of_a_mute_names_it_again(mute):
    named = Mute.of_key(mute.key, mute.until)
    is_known = mute.kind == TOPIC or mute.value.isdecimal()

    assert (named and named.key, named and named.until) == ((mute.key, mute.until) if is_known else (None, None))


@pytest.mark.parametrize(
    "key", ["", "repository", "repository:", "repository:-1", "repository:٣", "topic:", "person:1"]
)
def test_what_no_form_sends_names_nothing(key):
    assert Mute.of_key(key) is None


def test_of_the_mutes_of_a_selection_those_are_held_that_are_not_over():
    rows = mutes.as_rows([Mute(REPOSITORY, 3, A_WEEK_ON), Mute(TOPIC, "moe", TODAY), Mute(TOPIC, "docs")])

    assert mutes.held_on(rows, TODAY) == [Mute(REPOSITORY, 3, A_WEEK_ON), Mute(TOPIC, "docs")]
