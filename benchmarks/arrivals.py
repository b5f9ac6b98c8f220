"""Where a benchmark's mails arrive: our own sink, which knows each of them, or Postfix's smtp-sink, which counts."""

import os
import shutil
import smtplib
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.servers.certificate import make_certificate
from tests.servers.waiting import until

POSTFIX = "smtp-sink"
SINKS = ("auto", "own", POSTFIX)


class Sink:
    """A running process that takes mails at `port`."""

    name = "own sink"

    def __init__(self, port, log, process):
        self.port, self.log, self.process = port, log, process

    def count(self):
        """How many mails it has accepted."""
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="localhost") as client:
            return int(client.docmd("XCOUNT")[1])

    def mails(self):
        """(seconds at which it began, bytes, recipient) of each accepted mail, in the order of their ends."""
        self.count()  # all of them are in the log then
        rows = (line.split() for line in self.log.read_text().splitlines())
        return [(float(at), int(size), recipient) for at, size, recipient in rows]

    def cpu_seconds(self):
        """User and system time of its process so far."""
        return cpu_seconds(self.process.pid)


class PostfixSink(Sink):
    """Its counters are all that it tells; whose mails they were, nobody knows."""

    name = POSTFIX

    def count(self):
        return int(self.log.read_bytes().rpartition(b"mesg=")[2] or 0)


def cpu_seconds(pid, with_ended_children=False):
    """User and system time of a process so far."""
    fields = _stat(pid)[11 : 15 if with_ended_children else 13]
    return sum(map(int, fields)) / os.sysconf("SC_CLK_TCK")


def family_cpu_seconds(pid):
    """The same of the process that started this one, and of all that it has started, ended ones too."""
    parent = int(_stat(pid)[1])
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return cpu_seconds(parent, with_ended_children=True) + sum(map(cpu_seconds, children))


def _stat(pid):
    """What Linux tells of a process, from its state on (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@contextmanager
def running_sink(kind, folder, *extensions):
    """A Sink for as long as the block; `kind` is one of SINKS, auto: Postfix's where it is installed.

    `extensions` are offered beside its usual ones, by our own sink alone.
    """
    is_postfix = kind == POSTFIX or (kind == "auto" and shutil.which(POSTFIX))
    arrivals = _postfix_sink(folder) if is_postfix else _own_sink(folder, *extensions)
    try:
        until(lambda: _listens(arrivals.port))
        yield arrivals
    finally:
        arrivals.process.kill()
        arrivals.process.wait()


def _own_sink(folder, *extensions):
    ready, log = folder / "port", folder / "mails"
    if "STARTTLS" in extensions:
        make_certificate(folder)
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(ready), str(log), *extensions])
    until(lambda: ready.exists() and ready.read_text())
    return Sink(int(ready.read_text()), log, process)


@contextmanager
def relay(port, folder, milliseconds):
    """The port of a relay to this port, which lets everything pass so much later in each direction."""
    ready = folder / f"relay-{port}"
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.relay", str(ready), str(port), str(milliseconds)])
    try:
        until(lambda: ready.exists() and ready.read_text())
        yield int(ready.read_text())
    finally:
        process.kill()
        process.wait()


def _postfix_sink(folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    log = folder / "counters"
    with log.open("wb") as counters:
        process = subprocess.Popen([POSTFIX, "-c", *user, f"inet:127.0.0.1:{port}", "200"], stdout=counters)
    return PostfixSink(port, log, process)


def _listens(port):
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
