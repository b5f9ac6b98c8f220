"""Headers as bytes: encoded, folded, and never one more than was asked for."""

import pytest

from newsletter.mail.fragments.mime import HeaderError, date_line, header_lines, sender, short_header_lines


def test_a_header_of_ascii_goes_out_as_it_stands():
    assert header_lines({"Subject": "It works"}) == b"Subject: It works\r\n"


def test_a_header_in_han_is_encoded_in_ascii():
    line = header_lines({"Subject": "日报"})

    assert line.startswith(b"Subject: =?utf-8?")
    assert line.isascii()


@pytest.mark.parametrize("make", [header_lines, short_header_lines])
@pytest.mark.parametrize("sign", ["\r\n", "\n", "\0", "\x7f", "\x85"])
def test_a_control_character_in_a_header_is_refused(make, sign):
    with pytest.raises(HeaderError):
        make({"To": f"ada@example.org{sign}Bcc: all@example.org"})


def test_short_headers_are_the_same_as_those_that_django_folds():
    headers = {"To": "ada@example.org", "List-Unsubscribe": "<https://daily.example.org/u/abc>"}

    assert short_header_lines(headers) == header_lines(headers)


def test_the_envelope_of_a_sender_has_neither_name_nor_brackets():
    found = sender("AI Infra Daily <daily@example.org>")

    assert found.address == "daily@example.org"
    assert found.header == b"From: AI Infra Daily <daily@example.org>\r\n"


def test_the_date_is_that_of_the_second(settings):
    settings.EMAIL_USE_LOCALTIME = False

    assert date_line(86_400).startswith(b"Date: Fri, 02 Jan 1970 00:00:00 ")
