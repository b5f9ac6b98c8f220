"""A small supervisor: starts child processes, starts a dead one again, and ends all of them with itself."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from time import monotonic, sleep

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds before a child that died is started again
STEADY = 60  # a child that lived so long died of something new: its pause begins small again
PATIENCE = 30  # seconds for children to end in good order; a sending task needs up to 20


def die_with_parent():
    """Asks Linux to end this child when its parent is killed; elsewhere nothing can be asked."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep alive. It has a group of its own, so that Ctrl-C in a terminal reaches it only through us."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_at: float = field(default_factory=monotonic)
    pause: float = FIRST_PAUSE

    def start(self):
        self.started_at = monotonic()
        # Fork and exec leave no other thread behind here, so preexec_fn is safe.
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=die_with_parent)

    def look(self):
        """Start it if it is time; if it has died, plan when."""
        now = monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif self.process.poll() is not None:
            self.pause = FIRST_PAUSE if now - self.started_at > STEADY else min(self.pause * 2, LONGEST_PAUSE)
            self.start_at = now + self.pause
            logger.error("%s ended (%s); again in %d s", self.name, self.process.returncode, self.pause)
            self._kill_group(signal.SIGKILL)
            self.process = None

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self):
        if self.is_alive():
            self.process.terminate()

    def kill(self):
        """The whole group: a killed Celery worker would leave its pool behind."""
        if self.process is not None:
            self._kill_group(signal.SIGKILL)
            self.process.wait()

    def _kill_group(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:  # nothing of it is left
            return


class Supervisor:
    """Runs children until SIGTERM or Ctrl-C; a second one does not wait for them."""

    def __init__(self, children):
        self.children, self.signals = children, 0

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            while not self.signals:
                for child in self.children:
                    child.look()
                sleep(0.2)
        finally:
            self._end()

    def _on_signal(self, *_args):
        self.signals += 1

    def _end(self):
        for child in self.children:
            child.ask_to_end()
        deadline = monotonic() + PATIENCE
        while any(child.is_alive() for child in self.children) and monotonic() < deadline and self.signals < 2:
            sleep(0.1)
        for child in self.children:
            child.kill()
