"""ThreadPoolTransport: a few threads that carry mails through any Django e-mail backend, such as an ESP's API."""

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.models import Delivery
from newsletter.sending.django_backend.backend_connection import BackendConnection, Job, SingleJob

MAIL_TIMEOUT = 90  # seconds for one call, however the other side spreads its answer; then its thread is abandoned
CLOSE_SECONDS = 1  # for each thread to say goodbye

END = None


class SendThread(Thread):
    """Carries one job after another, of one mail or of several; it knows no database."""

    def __init__(self, work: SimpleQueue, results: SimpleQueue) -> None:
        super().__init__(daemon=True, name="send")
        self.work, self.results, self.connection = work, results, BackendConnection()
        self.deliveries: Sequence[ClaimedDelivery] = ()
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
        return self.results.put((self, [], failure))

    def _carry(self, deliveries: Sequence[ClaimedDelivery], job: Job) -> Outcome | None:
        """Send the mails of one job. Returns why no other can follow it, or None."""
        self.deliveries, self.busy_since = deliveries, monotonic()
        outcomes = self.connection.send(job)
        self.deliveries = ()
        self.results.put((self, list(zip(deliveries, outcomes, strict=True)), None))
        stopping = [outcome for outcome in outcomes if outcome.transport_down or outcome.stop_reason]
        return stopping[0] if stopping else self.connection.open()


class ThreadPoolTransport:
    """A Transport whose threads are started one by one, as work comes in. `in_flight` counts mails."""

    max_in_flight = 1

    def __init__(self) -> None:
        self.work: SimpleQueue = SimpleQueue()
        self.results: SimpleQueue = SimpleQueue()
        self.threads: list[SendThread] = []
        self.done: deque[tuple[ClaimedDelivery, Outcome]] = deque()  # what has come back and was not asked for
        self.in_flight, self.jobs, self.max_threads = 0, 0, _max_threads()

    def has_capacity(self) -> bool:
        """Whether the next mail would leave at once: a thread waits with an open connection. If not, one is started."""
        waiting = sum(thread.busy_since is None for thread in self.threads)
        if waiting > self.work.qsize() and self.jobs < len(self.threads):
            return True
        if self.jobs >= len(self.threads) and all(thread.is_open for thread in self.threads):
            self._start_thread()
        return False

    def submit(self, delivery: ClaimedDelivery, message: EmailMessage) -> None:
        self.submit_job([delivery], SingleJob(message))

    def submit_job(self, deliveries: Sequence[ClaimedDelivery], job: Job) -> None:
        """The mails of these deliveries, together in one job."""
        if self.jobs >= len(self.threads):
            self._start_thread()
        self.in_flight, self.jobs = self.in_flight + len(deliveries), self.jobs + 1
        self.work.put((deliveries, job))

    def _start_thread(self) -> None:
        if len(self.threads) < self.max_threads:
            self.threads.append(SendThread(self.work, self.results))
            self.threads[-1].start()

    def cancel_pending(self) -> list[ClaimedDelivery]:
        cancelled: list[ClaimedDelivery] = []
        with suppress(Empty):
            while True:
                cancelled += self.work.get_nowait()[0]
                self.jobs -= 1
        self.in_flight -= len(cancelled)
        return cancelled

    def next_result(self, seconds: float) -> tuple[ClaimedDelivery | None, Outcome] | None:
        if self.done:
            return self._next_done()
        try:
            thread, done, outcome = self.results.get(timeout=max(seconds, 0))
        except Empty:
            return self._overdue()
        if thread not in self.threads:  # abandoned, and its mails were called uncertain
            return None
        if done:
            return self._finish_job(done)
        self.threads.remove(thread)
        # Those that are still connecting may yet succeed: only the last of them speaks for all.
        return None if self.threads and not outcome.stop_reason else (None, outcome)

    def _finish_job(self, done: Iterable[tuple[ClaimedDelivery, Outcome]]) -> tuple[ClaimedDelivery, Outcome]:
        self.done.extend(done)
        self.jobs -= 1
        return self._next_done()

    def _next_done(self) -> tuple[ClaimedDelivery, Outcome]:
        self.in_flight -= 1
        return self.done.popleft()

    def _overdue(self) -> tuple[ClaimedDelivery | None, Outcome] | None:
        now = monotonic()
        for thread in self.threads:
            if thread.busy_since and now - thread.busy_since > MAIL_TIMEOUT:
                return self._abandon(thread)
        return None

    def _abandon(self, thread: SendThread) -> tuple[ClaimedDelivery | None, Outcome] | None:
        self.threads.remove(thread)
        deliveries = thread.deliveries
        if not deliveries:
            outcome = Outcome(Delivery.Status.RETRY, f"no connection in {MAIL_TIMEOUT} seconds", transport_down=True)
            return None if self.threads else (None, outcome)
        lost = Outcome(Delivery.Status.UNCERTAIN, f"no answer in {MAIL_TIMEOUT} seconds")
        return self._finish_job((delivery, lost) for delivery in deliveries)

    def close(self) -> None:
        """End the threads, without waiting long for a polite farewell."""
        for _thread in self.threads:
            self.work.put(END)
        for thread in self.threads:
            thread.join(CLOSE_SECONDS)


def _max_threads() -> int:
    """How many connections one process may use at once; a backend that we do not know may not bear a second."""
    return settings.MAIL_CONNECTIONS if settings.EMAIL_BACKEND.startswith("anymail.") else 1
