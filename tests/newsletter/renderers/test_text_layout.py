"""Plain text in lines of 72 columns."""

from wcwidth import width

from newsletter.renderers.text_layout import wrap


def test_plain_text_wraps_at_72_columns_and_keeps_punctuation_with_its_word():
    wrapped = wrap("一" * 36 + "，然后继续。" + "word " * 30, "  ")

    lines = wrapped.splitlines()
    assert max(map(width, lines)) <= 72
    assert not [line for line in lines if line.strip()[0] in "，。"]
    assert wrapped.replace("\n", "").replace(" ", "") == "一" * 36 + "，然后继续。" + "word" * 30


def test_a_short_text_stays_on_its_line_with_single_spaces():
    assert wrap("  two   words\nhere ") == "two words here"


def test_nothing_is_no_line_even_with_an_indent():
    assert wrap("", "  ") == ""
    assert wrap(" \n\t ", "  ") == ""


def test_a_word_too_long_for_a_line_stays_whole():
    url = "https://github.com/" + "a" * 80

    assert wrap(f"see {url} there").splitlines() == ["see", url, "there"]


def test_a_line_of_exactly_72_columns_is_not_broken():
    assert wrap("a" * 71 + " b").count("\n") == 1
    assert wrap("a" * 70 + " b").count("\n") == 0


def test_an_opening_bracket_goes_with_what_follows_it():
    lines = wrap("一" * 35 + "（二" + "三" * 10).splitlines()

    assert not any(line.endswith("（") for line in lines)


def test_each_line_stands_behind_the_indent():
    lines = wrap("word " * 40, "    ").splitlines()

    assert len(lines) > 1
    assert all(line.startswith("    word") for line in lines)
