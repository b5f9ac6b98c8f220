"""The benchmarks' SMTP server: what it counts is what was said, however the bytes come in."""

import smtplib
import socket
import ssl
import time

import pytest

from benchmarks.arrivals import running_sink

MAIL = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<%s> SIZE=5\r\nDATA\r\n"


@pytest.fixture
def sink(tmp_path):
    with running_sink("own", tmp_path) as arrivals:
        yield arrivals


@pytest.fixture
def client(sink):
    with socket.create_connection(("127.0.0.1", sink.port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert client.recv(100) == b"220 sink\r\n"
        yield client


def say(client, data, replies):
    client.sendall(data)
    answer = b""
    while answer.count(b"\r\n") < replies:
        answer += client.recv(1000)
    return answer


def arrived(sink):
    return [(size, recipient) for _at, size, recipient in sink.mails()]


def test_mails_are_counted_with_their_size_and_recipient(sink, client):
    say(client, MAIL % b"ada@reader.test", 3)
    answer = say(client, b"Hello\r\n.\r\n", 1)

    assert answer == b"250 OK\r\n"
    assert sink.count() == 1
    assert arrived(sink) == [(7, "ada@reader.test")]


def test_several_mails_in_one_packet_are_told_apart(sink, client):
    say(client, MAIL % b"one@reader.test" + b"1\r\n.\r\n" + MAIL % b"two@reader.test" + b"22\r\n.\r\n", 8)

    assert arrived(sink) == [(3, "one@reader.test"), (4, "two@reader.test")]


def test_bytes_may_come_one_by_one(sink, client):
    for byte in MAIL % b"ada@reader.test" + b"Hello\r\n..\r\n.\r\n":
        client.sendall(bytes([byte]))
        time.sleep(0.0005)
    while sink.count() < 1:
        time.sleep(0.01)

    assert arrived(sink) == [(11, "ada@reader.test")]


def test_a_mail_larger_than_the_buffer_is_one_mail(sink, client):
    content = b"x" * 998 + b"\r\n"
    say(client, MAIL % b"ada@reader.test" + content * 700 + b".\r\n", 4)

    assert arrived(sink) == [(700_000, "ada@reader.test")]


def test_an_empty_mail_is_only_a_dot(sink, client):
    say(client, MAIL % b"ada@reader.test" + b".\r\n", 4)

    assert arrived(sink) == [(0, "ada@reader.test")]


def test_a_client_that_breaks_off_takes_nobody_with_it(sink, client):
    with socket.create_connection(("127.0.0.1", sink.port)) as other:
        other.sendall(MAIL % b"lost@reader.test" + b"half a m")

    say(client, MAIL % b"ada@reader.test" + b"Hello\r\n.\r\n", 4)

    assert arrived(sink) == [(7, "ada@reader.test")]


def test_a_mail_has_the_moment_at_which_its_first_word_reached_the_machine(sink, client):
    before = time.time()
    say(client, MAIL % b"ada@reader.test", 3)
    after = time.time()
    time.sleep(0.05)
    say(client, b"Hello\r\n.\r\n", 1)

    ((at, _size, _recipient),) = sink.mails()

    assert before - 0.01 <= at <= after + 0.01


CHUNKS = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<%s>\r\nBDAT 7\r\nHello\r\nBDAT 3 LAST\r\n.\r\n"


@pytest.fixture
def chunking(tmp_path):
    """(a sink that offers CHUNKING, a client of it)."""
    folder = tmp_path / "chunking"
    folder.mkdir()
    with (
        running_sink("own", folder, "CHUNKING") as arrivals,
        socket.create_connection(("127.0.0.1", arrivals.port)) as client,
    ):
        assert client.recv(100) == b"220 sink\r\n"
        yield arrivals, client


def test_chunking_is_offered_only_where_it_is_asked_for(chunking, client):
    usual = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 0\r\n"

    assert say(client, b"EHLO us\r\n", 4) == usual + b"250 8BITMIME\r\n"
    assert say(chunking[1], b"EHLO us\r\n", 5) == usual + b"250-8BITMIME\r\n250 CHUNKING\r\n"


def test_chunks_are_counted_by_their_bytes_and_have_no_end_of_their_own(chunking):
    sink, client = chunking

    say(client, CHUNKS % b"one@reader.test" + CHUNKS % b"two@reader.test", 8)

    assert arrived(sink) == [(10, "one@reader.test"), (10, "two@reader.test")]


def test_chunks_may_come_byte_by_byte(chunking):
    sink, client = chunking
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    for byte in CHUNKS % b"ada@reader.test":
        client.sendall(bytes([byte]))
        time.sleep(0.0005)
    say(client, b"", 4)

    assert arrived(sink) == [(10, "ada@reader.test")]


def test_after_starttls_the_mail_comes_over_tls(tmp_path):
    with running_sink("own", tmp_path, "STARTTLS") as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        client.starttls(context=ssl.create_default_context(cafile=tmp_path / "certificate"))
        client.sendmail("a@b.test", ["ada@reader.test"], b"Hello\r\n" * 20_000)

        assert arrived(sink) == [(140_000, "ada@reader.test")]
