"""ThreadPoolTransport: a few threads that carry mails through any Django e-mail backend, such as an ESP's API."""

from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery
from newsletter.sending.django_backend.backend_connection import BackendConnection

MAIL_TIMEOUT = 90  # seconds for one mail, however the other side spreads its answer; then its thread is abandoned
CLOSE_SECONDS = 1  # for each thread to say goodbye

END = None


class SendThread(Thread):
    """Carries one mail after another; it knows no database."""

    def __init__(self, work: SimpleQueue, results: SimpleQueue) -> None:
        super().__init__(daemon=True, name="send")
        self.work, self.results, self.connection = work, results, BackendConnection()
        self.delivery: ClaimedDelivery | None = None
        self.busy_since: float | None = monotonic()
        self.is_open = False

    def run(self) -> None:
        failure = self.connection.open()
        while failure is None:
            self.is_open, self.busy_since = True, None
            job = self.work.get()
            if job is END:
                return self.connection.close()
            failure = self._carry(*job)
        self.is_open = False
        self.connection.close()
        return self.results.put((self, None, failure))

    def _carry(self, delivery: ClaimedDelivery, message: EmailMessage) -> Outcome | None:
        """Send one mail. Returns why no other can follow it, or None."""
        self.delivery, self.busy_since = delivery, monotonic()
        outcome = self.connection.send(message)
        self.delivery = None
        self.results.put((self, delivery, outcome))
        return outcome if outcome.transport_down or outcome.stop_reason else self.connection.open()


class ThreadPoolTransport:
    """A Transport whose threads are started one by one, as work comes in."""

    max_in_flight = 1

    def __init__(self) -> None:
        self.work: SimpleQueue = SimpleQueue()
        self.results: SimpleQueue = SimpleQueue()
        self.threads: list[SendThread] = []
        self.in_flight, self.max_threads = 0, _max_threads()

    def has_capacity(self) -> bool:
        """Whether the next mail would leave at once: a thread waits with an open connection. If not, one is started."""
        waiting = sum(thread.busy_since is None for thread in self.threads)
        if waiting > self.work.qsize() and self.in_flight < len(self.threads):
            return True
        if self.in_flight >= len(self.threads) and all(thread.is_open for thread in self.threads):
            self._start_thread()
        return False

    def submit(self, delivery: ClaimedDelivery, message: EmailMessage) -> None:
        if self.in_flight >= len(self.threads):
            self._start_thread()
        self.in_flight += 1
        self.work.put((delivery, message))

    def _start_thread(self) -> None:
        if len(self.threads) < self.max_threads:
            self.threads.append(SendThread(self.work, self.results))
            self.threads[-1].start()

    def cancel_pending(self) -> list[ClaimedDelivery]:
        cancelled = []
        with suppress(Empty):
            while True:
                cancelled.append(self.work.get_nowait()[0])
                self.in_flight -= 1
        return cancelled

    def next_result(self, seconds: float) -> tuple[ClaimedDelivery | None, Outcome] | None:
        try:
            thread, delivery, outcome = self.results.get(timeout=max(seconds, 0))
        except Empty:
            return self._overdue()
        if thread not in self.threads:  # abandoned, and its mail was called uncertain
            return None
        if delivery:
            self.in_flight -= 1
            return delivery, outcome
        self.threads.remove(thread)
        # Those that are still connecting may yet succeed: only the last of them speaks for all.
        return None if self.threads and not outcome.stop_reason else (None, outcome)

    def _overdue(self) -> tuple[ClaimedDelivery | None, Outcome] | None:
        now = monotonic()
        for thread in self.threads:
            if thread.busy_since and now - thread.busy_since > MAIL_TIMEOUT:
                return self._abandon(thread)
        return None

    def _abandon(self, thread: SendThread) -> tuple[ClaimedDelivery | None, Outcome] | None:
        self.threads.remove(thread)
        if (delivery := thread.delivery) is None:
            outcome = Outcome(Delivery.Status.RETRY, f"no connection in {MAIL_TIMEOUT} seconds", transport_down=True)
            return None if self.threads else (None, outcome)
        self.in_flight -= 1
        return delivery, Outcome(Delivery.Status.UNCERTAIN, f"no answer in {MAIL_TIMEOUT} seconds")

    def close(self) -> None:
        """End the threads, without waiting long for a polite farewell."""
        for _thread in self.threads:
            self.work.put(END)
        for thread in self.threads:
            thread.join(CLOSE_SECONDS)


def _max_threads() -> int:
    """How many connections one process may use at once; a backend that we do not know may not bear a second."""
    return settings.MAIL_CONNECTIONS if settings.EMAIL_BACKEND.startswith("anymail.") else 1
