"""What is looked at before the service starts: is it alone in its folder, and is its port free."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError


@contextmanager
def alone() -> Iterator[None]:
    """One service in this folder at a time: the start lets go of days that are being built, and migrates.

    Raises CommandError where another one runs; the system lifts the lock of one that was killed.
    """
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("It runs here already: end the other one first") from error
        yield


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError where somebody listens already, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}): try PORT={port + 1}") from error
