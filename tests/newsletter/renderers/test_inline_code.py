"""Code inside sentences, set as code and never as markup."""

import pytest

from newsletter.renderers.inline_code import breakable_path, code_to_html, split_code, without_backticks

SHORT, LONG = "<b>{}</b>", "<i>{}</i>"


def html(text):
    return str(code_to_html(text, SHORT, LONG))


def test_pieces_come_in_their_order_and_code_without_its_backticks():
    assert list(split_code("Use `MLA` now")) == [("Use ", False), ("MLA", True), (" now", False)]


@pytest.mark.parametrize("text", ["no code", "one ` tick", "`two\nlines`", "``"])
def test_what_is_no_pair_of_backticks_in_one_line_is_text(text):
    assert not any(piece.is_code for piece in split_code(text))


def test_markup_is_escaped_in_text_and_in_code():
    assert html("a < b `x<y>`") == "a &lt; b <b>x&lt;y&gt;</b>"


def test_a_placeholder_of_a_format_in_code_stays_text():
    assert html("`{}` and {0}") == "<b>{}</b> and {0}"


def test_code_of_up_to_thirty_characters_never_breaks():
    assert html(f"`{'a' * 30}`") == f"<b>{'a' * 30}</b>"
    assert html(f"`{'a' * 31}`") == f"<i>{'a' * 31}</i>"


def test_backticks_go_where_nothing_can_be_set_as_code():
    assert without_backticks("`MLA` and a ` tick") == "MLA and a  tick"


def test_a_path_may_break_behind_each_slash_and_is_escaped():
    assert breakable_path("csrc/<x>/a.cu") == "csrc/<wbr>&lt;x&gt;/<wbr>a.cu"
    assert breakable_path("README") == "README"
