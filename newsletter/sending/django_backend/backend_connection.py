"""The configured Django e-mail backend: opened, kept open over many mails, and closed whatever its state."""

from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from newsletter.deliveries.outcome import Outcome
from newsletter.sending.django_backend.outcomes import accepted, of_connect_error, of_error


def open_backend() -> tuple[BaseEmailBackend | None, Outcome | None]:
    """(the open backend, None), or (None, the Outcome for whatever waits)."""
    backend = get_connection()
    try:
        backend.open()
    except Exception as error:  # refused, unknown host, wrong password, wrong setting: nothing was sent
        close_backend(backend)
        return None, of_connect_error(error)
    return backend, None


def close_backend(backend: BaseEmailBackend) -> None:
    with suppress(Exception):  # one that cannot be closed in good order is gone all the same
        backend.close()


class BackendConnection:
    """The backend, kept open; it belongs to one thread and turns whatever happens into an Outcome."""

    def __init__(self) -> None:
        self.backend: Any = None

    def open(self) -> Outcome | None:
        """None once it is open, else the Outcome for whatever waits."""
        failure = None
        if self.backend is None:
            self.backend, failure = open_backend()
        return failure

    def send(self, message: EmailMessage) -> Outcome:
        """The Outcome of one message."""
        if failure := self.open():
            return failure
        try:
            count = self.backend.send_messages([message])
        except Exception as error:  # any backend's own errors; what the table does not know is uncertain
            self.close()
            return of_error(error)
        return accepted(message, count)

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend:
            close_backend(backend)
