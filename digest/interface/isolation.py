"""Comparing strangers' files in a process of its own: what brings it down costs one file, never a worker."""

import json
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, cast

from digest.interface.types import Comparison, FilePair

FILE_SECONDS = 5  # for one file; ordinary ones take a hundredth of a second
MAX_SECONDS = 20  # for all files of a repository's day
START_SECONDS = 10
ROOT = Path(__file__).resolve().parents[2]


class Comparer:
    """Compares files in a child process with limits on time and memory; a context manager for one repository's day.

    A file that takes too long, or brings the process down, is answered as unread (too_slow, crashed), and a new process
    does the rest. Once MAX_SECONDS are spent every further file is too_slow.
    """

    def __init__(self, seconds: float = MAX_SECONDS, file_seconds: float = FILE_SECONDS):
        self.seconds_left, self.file_seconds = seconds, file_seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._stop()

    def compare(self, pair: FilePair) -> Comparison:
        if pair.old == pair.new:
            return Comparison(pair.path)
        if self.seconds_left <= 0:
            return Comparison(pair.path, unread="too_slow")
        started = time.monotonic()
        try:
            return self._ask(pair, min(self.file_seconds, self.seconds_left))
        finally:
            self.seconds_left -= time.monotonic() - started

    def _ask(self, pair, seconds):
        question, answer = _pipes(self._running())
        try:
            question.write(json.dumps([pair.path, pair.old, pair.new]).encode() + b"\n")
            question.flush()
            line = _read_line(answer, seconds)
        except BrokenPipeError:
            line = b""
        if line is None or not line.endswith(b"\n"):
            self._stop()
            return Comparison(pair.path, unread="too_slow" if line is None else "crashed")
        return Comparison.from_json(json.loads(line))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "digest.interface.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what griffe and a dying interpreter say about a stranger's file
                cwd=ROOT,
            )
            _read_line(_pipes(self._child)[1], START_SECONDS)  # it is ready
        return self._child

    def _stop(self):
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in _pipes(child):
                pipe.close()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """(what the child reads, what it answers)."""
    return cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)  # pipes, as asked for


def _read_line(pipe, seconds):
    """One line with its end; what there was of it where the writer died; None where the time was up."""
    received, ends_at = bytearray(), time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not received.endswith(b"\n"):
            if not selector.select(max(0, ends_at - time.monotonic())):
                return None
            part = pipe.read1(65_536)
            if not part:
                break
            received += part
    return bytes(received)
