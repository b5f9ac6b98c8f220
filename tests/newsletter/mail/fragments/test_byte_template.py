"""Byte templates by themselves: lines, placeholders, and the length that a line may have."""

import pytest

from newsletter.mail.fragments.byte_template import MAX_LINE, ByteTemplate, LongLineError, encode_lines, placeholder


def test_every_line_gets_its_end_in_bytes():
    assert encode_lines(["one\ntwo", "三"]) == "one\r\ntwo\r\n三\r\n".encode()


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_line_may_have_as_many_bytes_as_a_mail_allows_and_no_more(letter):
    longest = letter * (MAX_LINE // len(letter.encode()))

    assert encode_lines([longest]).decode() == longest + "\r\n"
    with pytest.raises(LongLineError):
        encode_lines([longest + letter])


def test_values_take_the_places_of_their_names_and_a_percent_sign_stays():
    template = ByteTemplate.of_text(f"100% for {placeholder('name')}\nto {placeholder('url')}")

    assert template.render({"name": "Ada", "url": "u"}) == b"100% for Ada\r\nto u\r\n"


def test_ready_bytes_give_the_same_in_pieces():
    template = ByteTemplate.of_text(f"Hello {placeholder('name')}, {placeholder('name')}!\nBye")

    pieces = template.render_parts({"name": b"Ada"}, 3)

    assert b"".join(pieces) == template.render({"name": "Ada"}) == b"Hello Ada, Ada!\r\nBye\r\n"


def test_values_that_would_make_a_line_too_long_are_refused_in_pieces_too():
    template = ByteTemplate.of_text(f"Hello {placeholder('name')}")

    with pytest.raises(LongLineError):
        template.render_parts({"name": b"x" * MAX_LINE}, MAX_LINE)


def test_a_bound_template_has_only_its_other_placeholders_left():
    template = ByteTemplate.of_text(f"{placeholder('label')}\n{placeholder('url')}").bind(label="More")

    assert template.render({"url": "u"}) == b"More\r\nu\r\n"


def test_what_stands_around_the_one_placeholder_that_is_left():
    template = ByteTemplate(["first", "a [[placeholder:one]] b", "[[placeholder:two]]!"], str)

    assert template.bind(one="1").around(10) == (b"first\r\na 1 b\r\n", b"!\r\n")


def test_around_a_value_that_is_too_long_for_its_line_nothing_stands():
    with pytest.raises(LongLineError):
        ByteTemplate(["[[placeholder:one]]!"], str).around(998)
