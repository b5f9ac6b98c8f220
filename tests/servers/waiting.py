"""Waiting for what other processes do."""

import time


def until(condition, seconds=60, pause=0.1):
    """Waits for a true answer and returns it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)
    return answer
