"""Bytes of an SMTP server become replies, however they are cut; what is no reply is a broken connection."""

import smtplib

import pytest

from newsletter.sending.smtp.replies import MAX_LINE, MAX_LINES, ReplyParser


def replies(*pieces):
    parser, found = ReplyParser(), []
    for piece in pieces:
        parser.feed(piece)
        while reply := parser.next_reply():
            found.append(reply)
    return found, bytes(parser.rest)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"250 2.0.0 queued\r\n", [(250, b"2.0.0 queued")]),
        (b"250 bare newline\n", [(250, b"bare newline")]),
        (b"354\r\n", [(354, b"")]),
        (b"250-one\r\n250-two\r\n250 three\r\n", [(250, b"one\ntwo\nthree")]),
        (b"250 a\r\n550 5.1.1 unknown\r\n354 go\r\n", [(250, b"a"), (550, b"5.1.1 unknown"), (354, b"go")]),
        (b"421 closing \xff\r\n", [(421, b"closing \xff")]),
    ],
)
def test_complete_replies_are_read_whole_and_byte_by_byte(data, expected):
    assert replies(data) == (expected, b"")
    assert replies(*(data[place : place + 1] for place in range(len(data)))) == (expected, b"")


@pytest.mark.parametrize("data", [b"", b"25", b"250 no end", b"250 no end\r", b"250-first of several\r\n"])
def test_half_a_reply_is_waited_for(data):
    assert replies(data)[0] == []


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"\r\n",
        b"25\r\n",
        b"150 no code of SMTP\r\n",
        b"650 nor this\r\n",
        b"x" * (MAX_LINE + 1),
        b"250-again\r\n" * (MAX_LINES + 1),
    ],
)
def test_what_is_no_reply_breaks_the_connection(data):
    with pytest.raises(smtplib.SMTPServerDisconnected, match="not a reply of SMTP"):
        replies(data)


def test_what_came_behind_the_last_reply_can_be_seen():
    assert replies(b"250 yes\r\n25") == ([(250, b"yes")], b"25")
