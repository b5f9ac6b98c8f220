"""Couriers: a few threads that carry mails through any Django mail backend, and bring back what became of them."""

from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from django.conf import settings

from newsletter.models import Delivery
from newsletter.sending.backend_connection import close, open_backend
from newsletter.sending.outcomes import Outcome, accepted, of_error

PATIENCE = 90  # seconds for one mail, however the other side spreads its answer; then its courier is left behind

STOP = None


class Way:
    """The configured backend, kept open; it belongs to one thread and turns whatever happens into an Outcome."""

    def __init__(self):
        self.backend = None

    def open(self):
        """None once the way is open, else the Outcome for whatever waits."""
        trouble = None
        if self.backend is None:
            self.backend, trouble = open_backend()
        return trouble

    def send(self, message):
        """The Outcome of one EmailMessage."""
        trouble = self.open()
        if trouble:
            return trouble
        try:
            count = self.backend.send_messages([message])
        except Exception as error:  # any backend's own errors; what the table does not know is uncertain
            self.close()
            return of_error(error)
        return accepted(message, count)

    def close(self):
        backend, self.backend = self.backend, None
        if backend:
            close(backend)


class Courier(Thread):
    """Carries one mail after another; it knows no database."""

    def __init__(self, work, results):
        super().__init__(daemon=True, name="courier")
        self.work, self.results, self.way = work, results, Way()
        self.delivery, self.since, self.is_open = None, monotonic(), False

    def run(self):
        trouble = self.way.open()
        while trouble is None:
            self.is_open, self.since = True, None
            job = self.work.get()
            if job is STOP:
                return self.way.close()
            self.delivery, letter = job
            self.since = monotonic()
            outcome = self.way.send(letter)
            delivery, self.delivery = self.delivery, None
            self.results.put((self, delivery, outcome))
            trouble = outcome if outcome.way_is_shut or outcome.stops else self.way.open()
        self.is_open = False
        self.way.close()
        return self.results.put((self, None, trouble))


class Couriers:
    """Started one by one, as work comes in; `abroad` mails are handed to them and have not come back."""

    at_once = 1

    def __init__(self):
        self.work, self.results = SimpleQueue(), SimpleQueue()
        self.staff, self.abroad, self.most = [], 0, _most()

    def is_ready(self):
        """Whether the next mail would leave at once: one of them waits at an open door. If not, another is started."""
        waiting = sum(courier.since is None for courier in self.staff)
        if waiting > self.work.qsize() and self.abroad < len(self.staff):
            return True
        if self.abroad >= len(self.staff) and all(courier.is_open for courier in self.staff):
            self._start_another()
        return False

    def give(self, delivery, letter):
        if self.abroad >= len(self.staff):
            self._start_another()
        self.abroad += 1
        self.work.put((delivery, letter))

    def _start_another(self):
        if len(self.staff) < self.most:
            self.staff.append(Courier(self.work, self.results))
            self.staff[-1].start()

    def take_back(self):
        """The deliveries that no courier has begun to carry."""
        back = []
        with suppress(Empty):
            while True:
                back.append(self.work.get_nowait()[0])
                self.abroad -= 1
        return back

    def result(self, seconds):
        """The next (delivery, outcome) within so many seconds, or None. Without a delivery: nobody can go out."""
        try:
            courier, delivery, outcome = self.results.get(timeout=max(seconds, 0))
        except Empty:
            return self._overdue()
        if courier not in self.staff:  # left behind, and its mail was called uncertain
            return None
        if delivery:
            self.abroad -= 1
            return delivery, outcome
        self.staff.remove(courier)
        # Those who are still at the door may yet get in: only the last of them speaks for all.
        return None if self.staff and not outcome.stops else (None, outcome)

    def _overdue(self):
        now = monotonic()
        for courier in self.staff:
            if courier.since and now - courier.since > PATIENCE:
                return self._leave_behind(courier)
        return None

    def _leave_behind(self, courier):
        self.staff.remove(courier)
        if (delivery := courier.delivery) is None:
            outcome = Outcome(Delivery.Status.RETRY, f"no connection in {PATIENCE} seconds", way_is_shut=True)
            return None if self.staff else (None, outcome)
        self.abroad -= 1
        return delivery, Outcome(Delivery.Status.UNCERTAIN, f"no answer in {PATIENCE} seconds")

    def dismiss(self):
        """Send them home, without waiting long for a polite farewell."""
        for _courier in self.staff:
            self.work.put(STOP)
        for courier in self.staff:
            courier.join(1)


def _most():
    """How many ways one process may use at once; a backend that we do not know may not bear a second."""
    return settings.MAIL_CONNECTIONS if settings.EMAIL_BACKEND.startswith("anymail.") else 1
