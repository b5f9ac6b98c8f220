"""Connectors: each opens one SMTP connection in a thread of its own, since DNS, TLS and AUTH take their time."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from socket import socketpair
from threading import Thread
from time import monotonic

from newsletter.deliveries.outcome import Outcome
from newsletter.sending.django_backend.backend_connection import open_backend

# (the connector, its open connection, None), or (the connector, None, the Outcome for whatever waits)
Opened = tuple["Connector", smtplib.SMTP | None, Outcome | None]


class Connector(Thread):
    """Opens a connection as the e-mail backend is configured, and hands it to `on_opened`."""

    def __init__(self, on_opened: Callable[[Opened], None]) -> None:
        super().__init__(daemon=True, name="connector")
        self.on_opened, self.since = on_opened, monotonic()
        self.start()

    def run(self) -> None:
        backend, failure = open_backend()
        self.on_opened((self, getattr(backend, "connection", None), failure))


class ConnectorQueue:
    """Where connectors leave what they opened; `socket` can be read from when something is there."""

    def __init__(self) -> None:
        self.opened: SimpleQueue[Opened] = SimpleQueue()
        self.socket, self._wake_up = socketpair()

    def put(self, opened: Opened) -> None:
        """From another thread."""
        self.opened.put(opened)
        try:
            self._wake_up.send(b"!")
        except OSError:  # the pool is closed
            _connector, connection, _failure = opened
            if connection:
                connection.close()

    def get(self) -> Opened | None:
        self.socket.recv(1)
        with suppress(Empty):
            return self.opened.get_nowait()
        return None

    def close(self) -> None:
        self.socket.close()
        self._wake_up.close()
