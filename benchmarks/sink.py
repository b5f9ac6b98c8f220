"""A fast SMTP server that keeps nothing: it counts, and writes down who got a mail when. In a process of its own.

`python -m benchmarks.sink READY LOG [--tls CERTIFICATE KEY]` writes its port to READY, and a line for each mail to LOG:
seconds, bytes, recipient.
"""

import argparse
import asyncio
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.servers.waiting import until

END = b"\r\n.\r\n"
EHLO = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 0\r\n250 8BITMIME\r\n"
REPLIES = {b"EHLO": EHLO, b"HELO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Session(asyncio.Protocol):
    log = None

    def connection_made(self, transport):
        self.transport, self.pending, self.seen, self.in_data, self.recipient = transport, bytearray(), 0, False, b""
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.pending += data
        replies = b"".join(iter(self._next_reply, None))
        if replies:
            self.transport.write(replies)

    def _next_reply(self):
        """The reply to the next command or mail that is complete, or None."""
        mark = END if self.in_data else b"\r\n"
        end = self.pending.find(mark, self.seen)
        if end < 0:
            self.seen = max(len(self.pending) - len(END) + 1, 0) if self.in_data else 0
            return None
        line = bytes(self.pending[:end]) if not self.in_data else b""
        del self.pending[: end + len(mark)]
        self.seen = 0
        return self._accept(end) if self.in_data else self._obey(line)

    def _obey(self, line):
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.recipient = line[line.index(b"<") + 1 : line.index(b">")]
        self.in_data = verb == b"DATA"
        return REPLIES.get(verb, b"250 OK\r\n")

    def _accept(self, size):
        self.in_data = False
        Session.log.write(f"{time.time():.6f} {size} {self.recipient.decode()}\n")
        return b"250 OK\r\n"


class Sink:
    """What has arrived at a running sink."""

    def __init__(self, port, log, process):
        self.port, self.log, self.process = port, log, process

    def mails(self):
        """(seconds, bytes, recipient) of each accepted mail, in order."""
        rows = (line.split() for line in self.log.read_text().splitlines())
        return [(float(at), int(size), recipient) for at, size, recipient in rows]

    def cpu_seconds(self):
        """User and system time of its process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def sink(folder, tls=()):
    """A running Sink whose log is in this folder; `tls`: paths of a certificate and its key."""
    log, ready = folder / f"sink{time.monotonic_ns()}", folder / f"port{time.monotonic_ns()}"
    command = [sys.executable, "-m", "benchmarks.sink", str(ready), str(log), *(["--tls", *tls] if tls else [])]
    process = subprocess.Popen(command)
    try:
        until(lambda: ready.exists() and ready.read_text())
        yield Sink(int(ready.read_text()), log, process)
    finally:
        process.kill()
        process.wait()


async def serve(ready, context):
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", 0, ssl=context, backlog=200)
    ready.write_text(str(server.sockets[0].getsockname()[1]))
    while True:
        await asyncio.sleep(0.05)
        Session.log.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ready", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--tls", nargs=2)
    options = parser.parse_args()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if options.tls else None
    if context:
        context.load_cert_chain(*options.tls)
    with options.log.open("w") as Session.log, suppress(KeyboardInterrupt):
        asyncio.run(serve(options.ready, context))


if __name__ == "__main__":
    main()
