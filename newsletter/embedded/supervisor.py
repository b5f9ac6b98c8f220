"""A small supervisor: starts child processes, starts a dead one again, and ends all of them with itself.

Own code, since honcho, which was tried, ends everything when one child dies; circus brings a message queue and a web
server along, and systemd or launchd are not on every laptop.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from time import monotonic, sleep
from typing import Any

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds before a child that died is started again
STEADY_SECONDS = 60  # a child that lived so long died of something new: its pause begins small again
END_SECONDS = 30  # for children to end in good order; a sending task needs up to 20

# Elsewhere than on Linux, libraries of the system do not survive a fork: there each child loads the code anew.
PROCESSES: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def begin(name: str, target: Callable[..., None], arguments: Sequence[str]) -> None:
    """The beginning of each child: a session of its own, so that Ctrl-C in a terminal reaches it only through us."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # when its parent is killed; elsewhere nothing can be asked
        libc.prctl(PR_SET_NAME, name.encode())  # for `ps` and `top`
    target(*arguments)


@dataclass
class Child:
    """One process to keep alive: it calls `target` with these arguments."""

    name: str
    target: Callable[..., None]
    arguments: Sequence[str] = ()
    process: BaseProcess | None = None
    started_at: float = 0.0
    start_at: float = field(default_factory=monotonic)
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        self.started_at = monotonic()
        self.process = PROCESSES.Process(target=begin, args=(self.name, self.target, self.arguments), name=self.name)
        self.process.start()

    def look(self) -> None:
        """Start it if it is time; if it has died, plan when."""
        now = monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif self.process.exitcode is not None:
            steady = now - self.started_at > STEADY_SECONDS
            self.pause = FIRST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.start_at = now + self.pause
            logger.error("%s ended (%s); again in %d s", self.name, self.process.exitcode, self.pause)
            self._kill_group()
            self.process = None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.is_alive():
            self.process.terminate()

    def kill(self) -> None:
        """The whole group: a killed Celery worker would leave its pool behind."""
        if self.process is not None:
            self.process.kill()  # it may not lead a group yet
            self._kill_group()
            self.process.join()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):  # nothing of it is left
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[union-attr, arg-type]  # it has been started


class Supervisor:
    """Runs children until SIGTERM or Ctrl-C; a second one does not wait for them."""

    def __init__(self, children: list[Child]) -> None:
        self.children, self.signals = children, 0

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            while not self.signals:
                for child in self.children:
                    child.look()
                sleep(0.2)
        finally:
            self._end()

    def _on_signal(self, *_args: Any) -> None:
        self.signals += 1

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = monotonic() + END_SECONDS
        while any(child.is_alive() for child in self.children) and monotonic() < deadline and self.signals < 2:
            sleep(0.1)
        for child in self.children:
            child.kill()
