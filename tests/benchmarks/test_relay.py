"""The benchmark's network: what passes it comes later, whole and in order."""

import socket
import time

import pytest

from benchmarks.arrivals import relay, running_sink
from tests.benchmarks.test_sink import MAIL, arrived, say


@pytest.fixture
def sink(tmp_path):
    with running_sink("own", tmp_path, "CHUNKING") as arrivals:
        yield arrivals


@pytest.fixture
def client(sink, tmp_path):
    with relay(sink.port, tmp_path, 5) as port, socket.create_connection(("127.0.0.1", port)) as client:
        assert client.recv(100) == b"220 sink\r\n"
        yield client


def test_each_direction_takes_its_time(client):
    began_at = time.monotonic()

    say(client, b"NOOP\r\n", 1)

    assert time.monotonic() - began_at >= 0.01


def test_what_passes_stays_whole_and_in_order(sink, client):
    mail = b"0123456789abcde\n" * 50_000
    letter = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<%s>\r\nBDAT %d LAST\r\n"

    say(client, b"".join(letter % (b"reader%d@reader.test" % n, len(mail) + n) + mail + b"x" * n for n in range(3)), 9)

    assert arrived(sink) == [(len(mail) + n, f"reader{n}@reader.test") for n in range(3)]


def test_a_farewell_passes_too(client):
    assert say(client, MAIL % b"ada@reader.test" + b"1\r\n.\r\nQUIT\r\n", 5).endswith(b"221 bye\r\n")
    client.shutdown(socket.SHUT_WR)

    assert client.recv(10) == b""
