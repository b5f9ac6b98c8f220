"""Text in lines that mail servers take and mail clients keep."""

import pytest

from subscribers.mail.lines import MAX_LINE_BYTES, in_lines, short_line, tidy


def test_html_is_broken_behind_the_tags_of_blocks_only():
    assert in_lines("<table><tr><td>a <b>b</b></td></tr></table>") == [
        "<table>",
        "<tr>",
        "<td>",
        "a <b>b</b></td>",
        "</tr>",
        "</table>",
    ]


def test_html_that_is_broken_already_gets_no_blank_lines():
    assert in_lines("<p>\na</p>\n<p>") == ["<p>", "a</p>", "<p>"]


def test_a_tag_that_only_begins_like_a_block_is_none():
    assert in_lines("<picture>a<tdx>") == ["<picture>a<tdx>"]


def test_no_line_begins_with_a_dot():
    assert in_lines(".a { }\n<p>.b") == [" .a { }", "<p>", " .b"]


@pytest.mark.parametrize("line", ["", "short", "x" * MAX_LINE_BYTES, "字" * (MAX_LINE_BYTES // 3)])
def test_a_line_that_fits_stays(line):
    assert short_line(line) == line


@pytest.mark.parametrize("word", ["word", "字", "<b>bold</b>", "é"])
def test_a_long_line_is_broken_at_spaces_into_lines_that_fit(word):
    broken = short_line(" ".join([word] * 600))

    assert all(len(line.encode()) <= MAX_LINE_BYTES for line in broken.split("\n"))
    assert broken.split() == [word] * 600


def test_no_line_is_broken_inside_a_tag():
    tag = f'<a href="{"x" * 300}" class="a b c" style="margin: 0 0 0 0">'
    broken = short_line(f"{tag}one</a> " * 8)

    assert all(line.count("<") == line.count(">") for line in broken.split("\n"))
    assert broken.count(tag) == 8


def test_a_word_that_is_too_long_stays_whole():
    word = "x" * (MAX_LINE_BYTES + 1)

    assert short_line(f"a {word} b").split() == ["a", word, "b"]


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("\n\n a\n\n\n\nb \n", "a\n\nb"),
        ("a\n \n\t\nb", "a\n\nb"),
        ("a\nb", "a\nb"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_blank_lines_are_single_and_at_no_end(text, tidied):
    assert tidy(text) == tidied


def test_a_thousand_blank_lines_are_read_once():
    assert tidy("a" + " \n" * 20_000 + "b") == "a\n\nb"
