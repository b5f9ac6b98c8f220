"""Headers as bytes: encoded, folded, and never one more than was asked for."""

from email import message_from_bytes

import pytest

from newsletter.mail.fragments.mime import (
    HeaderError,
    date_line,
    encode_body,
    header_lines,
    part_head,
    sender,
    short_header_lines,
)


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


def test_answers_go_elsewhere_where_the_operator_says_so():
    found = sender("daily@example.org", "编辑部 <desk@example.org>")

    assert found.header.startswith(b"From: daily@example.org\r\nReply-To: =?utf-8?")
    assert found.header.endswith(b"?= <desk@example.org>\r\n")


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_body_is_the_same_when_it_is_decoded(encoding):
    pieces = [b".dot\r\n", "很长的一行 ".encode() * 30 + b"= \r\n", b"end\r\n"]

    body = b"".join(encode_body(pieces, encoding))
    part = message_from_bytes(part_head("plain", encoding).partition(b"\r\n")[2] + body)

    assert part.get_payload(decode=True) == b"".join(pieces)
    assert encoding == "8bit" or (body.isascii() and max(map(len, body.split(b"\r\n"))) <= 76)


def test_the_date_is_that_of_the_second(settings):
    settings.EMAIL_USE_LOCALTIME = False

    assert date_line(86_400).startswith(b"Date: Fri, 02 Jan 1970 00:00:00 ")
