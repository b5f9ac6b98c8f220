"""The supervisor: what dies is started again, a signal ends all, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from newsletter.embedded.supervisor import Child

# Two children, each of which writes down its process id and sleeps.
PROGRAM = """
import os, sys, time
from newsletter.embedded.supervisor import Child, Supervisor

def sleep(path):
    open(path, "a").write(f"{os.getpid()}\\n")
    time.sleep(60)

Supervisor([Child(name, sleep, [f"{sys.argv[1]}/{name}"]) for name in ("one", "two")]).run()
"""


def until(condition, seconds=20):
    """Waits for a true answer and returns it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return answer


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def supervised(folder):
    """The running supervisor, and a function that gives a child's process ids so far."""

    def pids(name):
        path = folder / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)])
    try:
        until(lambda: pids("one") and pids("two"))
        yield process, pids
    finally:
        process.kill()
        process.wait()


def test_a_child_that_dies_is_started_again_and_its_sister_is_left_alone(tmp_path):
    with supervised(tmp_path) as (_process, pids):
        os.kill(pids("one")[0], signal.SIGKILL)

        until(lambda: len(pids("one")) == 2)
        assert is_alive(pids("one")[1])
        assert is_alive(pids("two")[0])
        assert len(pids("two")) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_of_it_in_good_order(tmp_path, number):
    with supervised(tmp_path) as (process, pids):
        process.send_signal(number)

        assert process.wait(20) == 0
        assert not any(is_alive(pid) for name in ("one", "two") for pid in pids(name))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_takes_its_children_with_it(tmp_path):
    with supervised(tmp_path) as (process, pids):
        process.kill()

        until(lambda: not any(is_alive(pid) for name in ("one", "two") for pid in pids(name)))


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("newsletter.embedded.supervisor.monotonic", lambda: now)
    child = Child("broken", sys.exit, [3], start_at=now)
    pauses = []
    for _ in range(7):
        child.look()
        child.process.join()
        child.look()
        pauses.append(child.start_at - now)
        now = child.start_at

    assert pauses == [2, 4, 8, 16, 30, 30, 30]
