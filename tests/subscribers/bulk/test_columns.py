"""Cells: no text of a reader is a formula in a spreadsheet, and none that was one is lost."""

import pytest

from subscribers.bulk.columns import MAX_SOURCE, ChoiceColumn, Column, HourColumn, NamesColumn


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_written_as_text(sign):
    assert Column().render(f"{sign}1+cmd|' /C calc'!A0") == f"'{sign}1+cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["=1", "+49 list", "-x", "@home", "plain", "'quoted'", "O'Brien"])
def test_what_was_written_as_text_is_read_as_it_was(text):
    column = Column()

    assert column.clean(column.render(text)) == text


def test_what_nobody_sees_and_what_is_too_long_is_left_out():
    assert Column().clean("fa\u202eir\x00") == "fair"
    assert len(Column().clean("x" * 1_000)) == MAX_SOURCE
    assert Column().clean(None) == ""


def test_a_choice_is_one_of_the_codes_in_any_case():
    column = ChoiceColumn(lambda: ["zh-hans", "en"], "en")

    assert [column.clean(cell) for cell in ("ZH-Hans", " en ", "")] == ["zh-hans", "en", "en"]
    with pytest.raises(ValueError, match="unknown"):
        column.clean("tlh")


def test_names_that_are_gone_are_written_so_that_nothing_becomes_all():
    column = NamesColumn({"a/b": 1})

    assert [column.render(ids) for ids in ([], [1], [1, 7], [7])] == ["all", "a/b", "a/b 7", "7"]


@pytest.mark.parametrize(("cell", "minute"), [("8", 480), ("08:30", 510), ("0:00", 0), ("23:59", 1439), ("", None)])
def test_an_hour_is_a_local_time(cell, minute):
    assert HourColumn().clean(cell) == minute


@pytest.mark.parametrize("cell", ["24", "8.30", "8:60", "-1", "8:30:15", "noon"])
def test_what_is_no_hour_is_refused(cell):
    with pytest.raises(ValueError, match=r"hour|minute|int"):
        HourColumn().clean(cell)
