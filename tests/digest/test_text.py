"""The one list of forbidden characters, as pages, prompts and mails apply it."""

import pytest

from digest.text import clean, clean_header, one_line, printable, visible, visible_in_line

TURNED = "safe\u202eexe.txt\u2066"
HIDDEN = "a\u200bd\u00ad\u2060mi\ufeffn\U000e0041"
PRIVATE = "\ue001\ufffe\U0010fffd"


@pytest.mark.parametrize("cleaned", [visible, one_line, printable, clean_header])
def test_no_door_lets_controls_bidirectional_hidden_or_private_characters_through(cleaned):
    text = cleaned(f"\x00\x1b[31m\x7f\x9b{TURNED}{HIDDEN}{PRIVATE}")

    assert text == "[31msafeexe.txtadmin"


def test_lines_and_tabs_stay_where_lines_are_wanted():
    assert visible("a\n\tb") == printable("a\n\tb") == "a\n\tb"
    assert one_line("a\n\tb") == clean_header("a\r\n\tb") == "a b"


def test_in_a_line_every_space_is_a_plain_one_and_what_is_invisible_is_gone():
    assert visible_in_line("a\u00a0b\tc\nd\u3000e\u2028f") == "a b c d e f"
    assert visible_in_line("a\u200bb\ue000c\u202ed\U000e0041e 漢\U0001f680") == "abcde 漢\U0001f680"


def test_a_header_is_one_line_whatever_separates_its_lines():
    assert len(clean_header("Subject\r\nBcc: x@example.org\u2028y\u2029z\x85w").splitlines()) == 1


def test_a_mail_keeps_the_joiners_that_our_own_text_uses():
    assert printable("www\u200c.example \U0001f469\u200d\U0001f4bb") == "www\u200c.example \U0001f469\u200d\U0001f4bb"


@pytest.mark.parametrize(
    "title",
    [
        "Teams \U0001f469\U0001f3fd\u200d\U0001f4bb of one",
        "Pride \U0001f3f3\ufe0f\u200d\U0001f308",
        "Heart \u2764\ufe0f\u200d\U0001f525 again",
        "Newer than the tables: \U0001fae9 \U0001fadc",
    ],
)
def test_joined_and_new_emoji_stay_whole(title):
    assert one_line(title) == visible(title) == clean_header(title) == title


@pytest.mark.parametrize(
    "hidden", ["ad\u200dmin", "\u200dadmin", "admin\u200d", "ad\u200d\u200dmin", "ad\u200b\u200dmin"]
)
def test_a_joiner_that_joins_no_emoji_is_hidden_and_goes(hidden):
    assert visible(hidden) == "admin"


def test_a_joiner_cannot_hide_behind_an_emoji():
    assert visible("\U0001f525\u200d\u200dadmin\U0001f525\u200dx") == "\U0001f525admin\U0001f525x"


def test_what_a_database_refuses_is_taken_out():
    assert clean("a\0b\r\nc\ud800", limit=5) == "ab\nc?"
    assert clean(None) == ""
