"""The configured Django e-mail backend: opened, kept open over many mails, and closed whatever its state."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from newsletter.deliveries.outcome import Outcome
from newsletter.sending.django_backend.outcomes import accepted, of_connect_error, of_error, of_shared_error


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


class Job(Protocol):
    """What an open backend does at once for some mails."""

    @property
    def size(self) -> int:
        """How many."""

    def run(self, backend: Any) -> list[Outcome]:
        """The Outcome of each mail; raises whatever the backend does."""


@dataclass(frozen=True, slots=True)
class SingleJob:
    """One mail, as any backend sends it."""

    message: EmailMessage

    @property
    def size(self) -> int:
        return 1

    def run(self, backend: Any) -> list[Outcome]:
        return [accepted(self.message, backend.send_messages([self.message]))]


class BackendConnection:
    """The backend, kept open; it belongs to one thread and turns whatever happens into Outcomes."""

    def __init__(self) -> None:
        self.backend: Any = None

    def open(self) -> Outcome | None:
        """None once it is open, else the Outcome for whatever waits."""
        failure = None
        if self.backend is None:
            self.backend, failure = open_backend()
        return failure

    def send(self, job: Job) -> list[Outcome]:
        """The Outcome of each of its mails."""
        if failure := self.open():
            return [failure] * job.size
        try:
            return job.run(self.backend)
        except Exception as error:  # any backend's own errors; what the table does not know is uncertain
            self.close()
            return [of_error(error) if job.size == 1 else of_shared_error(error)] * job.size

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend:
            close_backend(backend)
