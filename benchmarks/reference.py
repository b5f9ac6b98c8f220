"""What other senders are measured against: the same bytes again and again, lock-step, over kept-open connections.

`smtp-source -d` of Postfix does that; where it is not installed, this does, at nearly the same rate:
`python -m benchmarks.reference PORT SESSIONS COUNT FILE`.
"""

import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTFIX = "smtp-source"
REFERENCES = ("auto", POSTFIX, "own")
STEPS = [b"MAIL FROM:<a@reader.test>\r\n", b"RCPT TO:<b@reader.test>\r\n", b"DATA\r\n"]


class Session:
    """One connection that sends the next step whenever a reply has come."""

    def __init__(self, port):
        self.socket, self.step = socket.create_connection(("127.0.0.1", port)), 0
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.recv(1000)
        self.socket.sendall(b"EHLO reference\r\n")
        self.socket.recv(1000)


def send(port, sessions, count, content):
    """Send it so often, not by smtp-source. Returns the seconds."""
    steps, done, begun = [*STEPS, content + b".\r\n"], 0, min(sessions, count)
    started_at = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(begun):
            session = Session(port)
            selector.register(session.socket, selectors.EVENT_READ, session)
            session.socket.sendall(steps[0])
        while done < count:
            for key, _events in selector.select():
                session = key.data
                session.socket.recv(1000)
                session.step = (session.step + 1) % len(steps)
                if session.step == 0:
                    done += 1
                    if begun == count:
                        continue
                    begun += 1
                session.socket.sendall(steps[session.step])
    return time.perf_counter() - started_at


def resolved(kind):
    """`kind` is one of REFERENCES, auto: Postfix's where it is installed. Returns which it is."""
    if kind != "auto":
        return kind
    return POSTFIX if shutil.which(POSTFIX) else "own"


def told(kind):
    return POSTFIX if kind == POSTFIX else "our own lock-step sender"


def rate(kind, port, sessions, count, content):
    """Mails a second of a process that sends this content so often; `kind` is what `resolved` returns.

    What arrives is of the same size either way: smtp-source ends each line with CRLF itself.
    """
    program, ending = (_smtp_source, b"\n") if kind == POSTFIX else (_own, b"\r\n")
    with tempfile.NamedTemporaryFile(prefix="reference-") as file:
        file.write(content.replace(b"\r\n", ending))
        file.flush()
        command = program(port, sessions, count, file.name)
        started_at = time.perf_counter()
        out = subprocess.run(command, check=True, capture_output=True).stdout
        wall = time.perf_counter() - started_at
    return count / (wall if kind == POSTFIX else float(out))


def _smtp_source(port, sessions, count, file):
    command = [POSTFIX, "-d", "-s", str(sessions), "-m", str(count), "-F", file]
    return [*command, "-f", "a@reader.test", "-t", "b@reader.test", f"inet:127.0.0.1:{port}"]


def _own(port, sessions, count, file):
    return [sys.executable, "-m", "benchmarks.reference", *map(str, (port, sessions, count)), file]


if __name__ == "__main__":
    port, sessions, count = map(int, sys.argv[1:4])
    print(send(port, sessions, count, Path(sys.argv[4]).read_bytes()))
