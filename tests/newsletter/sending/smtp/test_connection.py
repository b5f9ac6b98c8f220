"""What one SMTP connection writes leaves in parts, as far as there is room, and is counted as it leaves."""

import socket
from types import SimpleNamespace

import pytest

from newsletter.mail.raw_message import RawMessage
from newsletter.sending.smtp.connection import MAX_PARTS
from newsletter.sending.smtp.data_connection import DataConnection

BODY = b"Subject: large\r\n\r\n" + b"0123456789abcdef" * 50_000 + b"\r\n"  # more than a socket holds
MAIL = RawMessage("sender@news.test", "reader@news.test", BODY, has_dots=False)


@pytest.fixture
def server():
    """The server's end of a pair of sockets; `server.connection` is ours, with one mail in all to send."""
    here, there = socket.socketpair()
    opened = SimpleNamespace(sock=here, esmtp_features={"pipelining": ""}, close=here.close)
    yield SimpleNamespace(socket=there, connection=DataConnection(opened, lambda: None))
    here.close()
    there.close()


def read(server, count):
    data = b""
    while len(data) < count:
        data += server.socket.recv(count - len(data))
        server.connection.advance()
    return data


def envelope(server):
    server.connection.begin(MAIL)
    read(server, server.connection.written)
    server.socket.sendall(b"250 OK\r\n250 OK\r\n354 go on\r\n")
    server.connection.advance()


def test_a_mail_that_finds_no_room_leaves_piece_by_piece_and_whole(server):
    envelope(server)
    waiting = server.connection.queued - server.connection.written

    data = read(server, len(BODY) + 3)

    assert 0 < waiting < len(BODY)
    assert data == BODY + b".\r\n"
    assert server.connection.written == server.connection.queued
    assert not server.connection.outgoing


def test_what_has_left_is_counted_to_the_byte(server):
    envelope(server)

    assert server.connection.written < server.connection.content_ends_at
    read(server, len(BODY) + 3)
    assert server.connection.written == server.connection.content_ends_at


def test_more_parts_than_one_call_writes_leave_in_several(server):
    parts = [b"%d\r\n" % number for number in range(2 * MAX_PARTS + 1)]

    ends_at = server.connection._queue(*parts)
    server.connection._write()

    assert server.connection.written == ends_at == len(b"".join(parts))
    assert read(server, ends_at) == b"".join(parts)


def test_with_tls_what_ends_together_is_one_part(server):
    server.connection.is_tls = True

    server.connection._queue(b"content", b".\r\n")
    server.connection._queue(b"RSET\r\n")

    assert list(server.connection.outgoing) == [b"content.\r\n", b"RSET\r\n"]
