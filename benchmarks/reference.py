"""What other senders are measured against: the same bytes again and again, lock-step, over kept-open connections.

`smtp-source -d` of Postfix does that; where it is not installed, this does, at nearly the same rate:
`python -m benchmarks.reference PORT SESSIONS COUNT FILE`.
"""

import selectors
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

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
    steps = [*STEPS, content + b".\r\n"]
    started_at, begun, done = time.perf_counter(), 0, 0
    with selectors.DefaultSelector() as selector:
        for _ in range(min(sessions, count)):
            session = Session(port)
            selector.register(session.socket, selectors.EVENT_READ, session)
            session.socket.sendall(steps[0])
            begun += 1
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


def name():
    return "smtp-source" if shutil.which("smtp-source") else "the reference sender"


def rate(port, sessions, count, content, folder):
    """Mails a second of smtp-source, or of the reference sender in a process of its own."""
    file = folder / "reference"
    file.write_bytes(content)
    command = [sys.executable, "-m", "benchmarks.reference", str(port), str(sessions), str(count), str(file)]
    if shutil.which("smtp-source"):
        addresses = ["-f", "a@reader.test", "-t", "b@reader.test"]
        command = ["smtp-source", "-d", "-s", str(sessions), "-m", str(count), "-F", str(file), *addresses]
        command.append(f"inet:127.0.0.1:{port}")
    started_at = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return count / (time.perf_counter() - started_at)


if __name__ == "__main__":
    port, sessions, count = map(int, sys.argv[1:4])
    send(port, sessions, count, Path(sys.argv[4]).read_bytes())
