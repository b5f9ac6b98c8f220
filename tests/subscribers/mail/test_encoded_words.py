"""Headers outside ASCII, as RFC 2047 bounds them."""

from email.header import decode_header, make_header

import pytest
from django.core.mail import BadHeaderError

from subscribers.mail.encoded_words import LONGEST_LINE, LONGEST_WORD, Message, encoded_words, header_value

LONG = "今天的基础设施新闻，" * 8


def decoded(value):
    return str(make_header(decode_header(value.replace("\n", ""))))


@pytest.mark.parametrize("text", ["日报", LONG, "é" * 100, "mixed 混合 words " * 6, "😀" * 40])
def test_words_are_short_whole_and_read_back(text):
    words = encoded_words("Subject", text).split(" ")

    assert all(len(word) <= LONGEST_WORD for word in words)
    assert all(decode_header(word) for word in words)
    assert decoded(" ".join(words)) == text.rstrip() or decoded(" ".join(words)) == text


@pytest.mark.parametrize("name", ["Subject", "X-A-Header-With-A-Long-Name"])
def test_no_line_of_a_header_is_longer_than_it_may_be(name):
    lines = f"{name}: {header_value(name, LONG)}".split("\n")

    assert len(lines) > 1
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])


def test_what_is_ascii_goes_out_as_it_stands():
    assert header_value("List-Unsubscribe", "<https://x.example/" + "a" * 200 + ">").count("\n") == 0


def test_of_an_address_only_the_name_is_encoded():
    value = header_value("From", "每日新闻 <daily@letters.example.com>")

    assert value.endswith(" <daily@letters.example.com>")
    assert value.isascii()


@pytest.mark.parametrize("value", ["a\nBcc: victim@x.example", "a\r\nBcc: b", "日报\nBcc: b"])
def test_a_line_end_makes_no_second_header(value):
    with pytest.raises(BadHeaderError):
        header_value("Subject", value)


def test_a_message_keeps_its_headers_within_those_bounds():
    message = Message(LONG, "text", "每日新闻 <daily@letters.example.com>", ["ada@example.org"])
    head = message.message().as_bytes().split(b"\n\n")[0].decode("ascii")

    assert all(len(line) <= LONGEST_LINE for line in head.split("\n"))
    assert decoded(message.message()["Subject"]) == LONG


def test_a_message_in_ascii_is_the_one_that_django_makes():
    message = Message("It works", "text", "daily@letters.example.com", ["ada@example.org"], headers={"X-One": "1"})

    assert message.message()["Subject"] == "It works"
    assert message.message()["X-One"] == "1"
