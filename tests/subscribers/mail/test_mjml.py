"""The door to MJML: an HTML document without anything from elsewhere, in short lines."""

import pytest

from subscribers.mail.mjml import compile_mjml, to_html


def document(text, head=""):
    body = f"<mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section>"
    return f"<mjml><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"


def test_a_document_loads_nothing_from_elsewhere():
    html = to_html(document("Hello", '<mj-attributes><mj-all font-family="Roboto, Ubuntu" /></mj-attributes>'))

    assert "fonts.googleapis" not in html
    assert "@import" not in html
    assert "Hello" in html


def test_nobody_is_told_in_english_that_this_is_an_email():
    assert "aria-roledescription" not in to_html(document("你好"))


def test_marks_survive_the_compiler():
    assert "<!--cut here-->" in compile_mjml(document("a<!--cut here-->b"))


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\u202e", "\u200b"])
def test_what_misleads_readers_or_stops_the_compiler_is_dropped(sign):
    assert "eviltext" in to_html(document(f"evil{sign}text"))


def test_escaped_markup_stays_escaped():
    assert "&lt;script&gt;" in to_html(document("&lt;script&gt;"))


def test_a_long_paragraph_is_broken_into_lines_of_a_mail():
    html = to_html(document("word " * 1000))

    assert all(len(line.encode()) <= 998 for line in html.split("\n"))


def test_what_is_no_mjml_is_an_error_and_no_empty_mail():
    with pytest.raises(Exception, match=r"(?i)mjml|parse|unexpected|mj-"):
        to_html("<mjml><mj-body><mj-section>")
