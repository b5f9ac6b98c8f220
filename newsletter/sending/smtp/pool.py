"""A few SMTP sessions at once, watched by one thread: mails are handed in, and what became of them is brought back."""

from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from socket import socketpair
from threading import Thread
from time import monotonic

from django.conf import settings

from newsletter.models import Delivery
from newsletter.sending.backend_connection import open_backend
from newsletter.sending.outcomes import Outcome
from newsletter.sending.smtp.connection import Session
from newsletter.sending.smtp.envelope import has_envelope

PATIENCE = 90  # seconds for one mail or one opening, however the server spreads its answers
FAREWELL = 1  # seconds for all goodbyes
LOOK_AROUND = 0.1  # seconds after which we look who is overdue


class Opening(Thread):
    """Opens a connection as the e-mail backend is configured (TLS, AUTH), which takes its time."""

    def __init__(self, opened):
        super().__init__(daemon=True, name="opening")
        self.opened, self.since = opened, monotonic()
        self.start()

    def run(self):
        backend, trouble = open_backend()
        self.opened((self, backend and backend.connection, trouble))


class Sessions:
    """Opened one by one, as work comes in; `abroad` mails are handed over and have not come back."""

    at_once = (
        8  # so many may be handed over before one looks what came back: a mail that waits goes with the one before
    )

    def __init__(self):
        self.work, self.done, self.abroad = deque(), deque(), 0
        self.idle, self.busy, self.opening, self.leaving, self.is_halted = [], {}, set(), set(), False
        self.most, self.looked_at = settings.MAIL_CONNECTIONS, monotonic()
        self.selector, self.opened = DefaultSelector(), SimpleQueue()
        self.bell, self.rope = socketpair()
        self.selector.register(self.bell, EVENT_READ, self._greet)

    def is_ready(self):
        """Whether the next mail would leave at once: a session is idle. If not, another is opened."""
        if not self.idle and not self.opening:
            self._open_another()
        return bool(self.idle)

    def give(self, delivery, mail):
        self.abroad += 1
        self.work.append((delivery, mail))
        self._dispatch()

    def take_back(self):
        """The deliveries that no session has begun to carry."""
        back = [delivery for delivery, _mail in self.work]
        self.work.clear()
        self.abroad -= len(back)
        return back

    def result(self, seconds):
        """The next (delivery, outcome) within so many seconds, or None. Without a delivery: nobody can go out."""
        ends = monotonic() + seconds
        while not self.done:
            self._watch(max(ends - monotonic(), 0))
            if not self.done and monotonic() >= ends:
                return None
        delivery, outcome = self.done.popleft()
        self.abroad -= delivery is not None
        return delivery, outcome

    def dismiss(self):
        """Close all, without waiting long for a polite farewell."""
        ends = monotonic() + FAREWELL
        while self.idle:
            self._take_leave(self.idle.pop())
        while self.leaving and monotonic() < ends:
            self._watch(LOOK_AROUND)
        for session in (*self.busy, *self.leaving):
            session.close()
        self.selector.close()
        self.bell.close()
        self.rope.close()

    # Opening

    def _open_another(self):
        if len(self.idle) + len(self.busy) + len(self.opening) < self.most:
            self.opening.add(Opening(self._ring))

    def _ring(self, news):
        """From another thread."""
        self.opened.put(news)
        try:
            self.rope.send(b"!")
        except OSError:  # we have gone home
            _opening, connection, _trouble = news
            if connection:
                connection.close()

    def _greet(self, _events):
        self.bell.recv(1)
        with suppress(Empty):
            opening, connection, trouble = self.opened.get_nowait()
            if opening not in self.opening:
                return connection and connection.close()
            self.opening.remove(opening)
            if trouble:
                return self._do_without(trouble)
            self._welcome(connection)
        return None

    def _welcome(self, connection):
        session = Session(connection, lambda: self._following(session))
        self.selector.register(session.socket, EVENT_READ, lambda events: self._heed(session))
        self.idle.append(session)
        self._dispatch()

    def _do_without(self, trouble):
        """Who can still get in, or is in already, speaks for all; a server that takes so many gets no more."""
        others = len(self.idle) + len(self.busy) + len(self.opening)
        if others and not trouble.stops:
            self.most = others
        else:
            self.done.append((None, trouble))

    # Sending

    def _dispatch(self):
        while self.work and self.idle and not self.is_halted:
            session, given = self.idle.pop(), self.work.popleft()
            self.busy[session] = deque([given])
            self._go_on(session, session.begin(given[1]))
        if len(self.work) > len(self.opening):
            self._open_another()

    def _watch(self, seconds):
        for key, events in self.selector.select(seconds):
            key.data(events)
        if monotonic() - self.looked_at > LOOK_AROUND:
            self._look_around()

    def _heed(self, session):
        """Of several that were heard at once, one may have been closed over what another said."""
        if session.is_open:
            self._go_on(session, session.go_on())

    def _following(self, session):
        """The next mail for this session, before the one that it carries is answered."""
        is_last = session.sent + 1 >= settings.MAIL_PER_CONNECTION
        if is_last or self.is_halted or not self.work or not has_envelope(self.work[0][1]):
            return None
        self.busy[session].append(self.work.popleft())
        return self.busy[session][-1][1]

    def _go_on(self, session, ended):
        """After a step of this session, which may have ended mails, or the session itself."""
        if not session.is_open:
            self._forget(session)
        elif session.dialogue:
            self._listen(session)
        for outcome in ended:
            self._settle(session, *self.busy[session].popleft(), outcome)
        if session.dialogue:
            return
        if session in self.busy:
            self.work.extendleft(reversed(self.busy.pop(session)))
            self._rest(session)
        self._dispatch()

    def _forget(self, session):
        self.selector.unregister(session.socket)
        self.leaving.discard(session)
        if session in self.idle:
            self.idle.remove(session)

    def _listen(self, session):
        """Wait for room only while there is something to write."""
        events = EVENT_READ | EVENT_WRITE if session.unsent else EVENT_READ
        key = self.selector.get_key(session.socket)
        if key.events != events:
            self.selector.modify(session.socket, events, key.data)

    def _settle(self, session, delivery, mail, outcome):
        if outcome.is_untried and session.sent:
            self.busy[session].appendleft((delivery, mail))  # the server had closed it meanwhile
        else:
            self.done.append((delivery, outcome))
            self.is_halted |= bool(outcome.stops or outcome.way_is_shut)  # no other leaves before this is known

    def _rest(self, session):
        if session.is_open and session.sent < settings.MAIL_PER_CONNECTION:
            self.idle.append(session)
        elif session.is_open:
            self._take_leave(session)

    def _take_leave(self, session):
        self.leaving.add(session)
        self._go_on(session, session.leave())

    # Patience

    def _look_around(self):
        now = self.looked_at = monotonic()
        for session in (*self.busy, *self.leaving):
            if session.is_open and self._is_overdue(session, now):
                self._go_on(session, session.fail(TimeoutError("timed out")))
        for opening in [opening for opening in self.opening if now - opening.since > PATIENCE]:
            self.opening.remove(opening)
            words = f"no connection in {PATIENCE} seconds"
            self._do_without(Outcome(Delivery.Status.RETRY, words, way_is_shut=True))

    def _is_overdue(self, session, now):
        quiet = settings.EMAIL_TIMEOUT or PATIENCE
        return now - session.began_at > PATIENCE or now - session.moved_at > quiet
