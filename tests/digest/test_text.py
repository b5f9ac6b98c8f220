"""The one list of forbidden characters, as pages, prompts and mails apply it."""

import pytest

from digest.text import clean, clean_header, one_line, printable, visible

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


def test_a_header_is_one_line_whatever_separates_its_lines():
    assert len(clean_header("Subject\r\nBcc: x@example.org\u2028y\u2029z\x85w").splitlines()) == 1


def test_a_mail_keeps_the_joiners_that_our_own_text_uses():
    assert printable("www\u200c.example \U0001f469\u200d\U0001f4bb") == "www\u200c.example \U0001f469\u200d\U0001f4bb"


def test_what_a_database_refuses_is_taken_out():
    assert clean("a\0b\r\nc\ud800", limit=5) == "ab\nc?"
    assert clean(None) == ""
