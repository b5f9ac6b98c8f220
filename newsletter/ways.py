"""The ways out of the house: prepared bytes over a kept-open SMTP connection, or a message through any mail backend.

A way belongs to one thread, knows no database, and turns whatever happens into an Outcome.
"""

import smtplib
from contextlib import suppress
from dataclasses import replace

from django.conf import settings
from django.core.mail import get_connection

from newsletter.outcomes import accepted, of_error, of_opening

SMTP = "newsletter.smtp.EmailBackend"


def is_smtp():
    """Whether mails leave as prepared bytes."""
    return settings.EMAIL_BACKEND == SMTP


def new_way():
    """A closed way out by the configured backend."""
    return SMTPWay() if is_smtp() else BackendWay()


def most():
    """How many ways one process may use at once; a backend that we do not know may not bear a second."""
    is_known = is_smtp() or settings.EMAIL_BACKEND.startswith("anymail.")
    return settings.MAIL_CONNECTIONS if is_known else 1


class BackendWay:
    """Any Django backend, kept open; it is given EmailMessages."""

    def __init__(self):
        self.backend = None

    def open(self):
        """None once the way is open, else the Outcome for whatever waits."""
        if self.backend is None:
            backend = get_connection()
            try:
                self._open(backend)
            except Exception as error:  # refused, unknown host, wrong password, wrong setting: nothing was sent
                _close(backend)
                return of_opening(error)
            self.backend = backend
        return None

    def send(self, message):
        """The Outcome of one mail."""
        trouble = self.open()
        if trouble:
            return trouble
        try:
            count = self.backend.send_messages([message])
        except Exception as error:  # any backend's own errors; what the table does not know is uncertain
            self.close()
            return of_error(error)
        return accepted(message, count, getattr(self.backend, "last_reply", ""))

    def renew(self):
        """Be ready for the next mail. None, or the Outcome for whatever waits."""
        return self.open()

    def abort(self):
        """From another thread: wake whoever waits for an answer. Where that cannot be done, they are left behind."""

    def close(self):
        backend, self.backend = self.backend, None
        if backend:
            _close(backend)

    def _open(self, backend):
        backend.open()


class SMTPWay(BackendWay):
    """A connection that Django's backend opened (TLS, AUTH), and that is given Prepared mails."""

    def __init__(self):
        super().__init__()
        self.sent = 0

    def send(self, mail):
        """The Outcome. A connection that has served before may have been closed meanwhile: then a new one is tried."""
        was_used = bool(self.backend and self.sent)
        outcome = self.open() or self._deliver(mail)
        if was_used and self.backend is None and outcome.is_untried:
            outcome = self.open() or self._deliver(mail)
        return outcome

    def renew(self):
        if self.sent >= settings.MAIL_PER_CONNECTION:
            self.close()
        return self.open()

    def abort(self):
        backend = self.backend or self.opening
        connection = backend and (backend.connection or backend._partial_connection)
        if connection:
            with suppress(OSError):  # it may be gone already
                connection.abort()

    opening = None

    def _open(self, backend):
        self.opening, self.sent = backend, 0
        backend.open()
        backend.connection.ehlo_or_helo_if_needed()

    def _deliver(self, mail):
        connection = self.backend.connection
        try:
            reply = connection.deliver(mail)
        except (OSError, UnicodeError) as error:  # SMTPException is an OSError
            return self._refused(error, connection)
        self.sent += 1
        return accepted(mail, 1, reply)

    def _refused(self, error, connection):
        """A complete reply leaves the connection as it is, unless it says that the server is closing it."""
        error.nothing_was_sent = not connection.in_data
        outcome = of_error(error)
        is_broken = isinstance(error, OSError) and not isinstance(error, REPLIES)
        if is_broken:
            connection.close()  # without a farewell, for which nobody would listen
        if is_broken or outcome.reply.startswith("421"):
            self.close()
        if outcome.reply.startswith("421") and isinstance(error, smtplib.SMTPSenderRefused):
            return replace(outcome, is_untried=True, way_is_shut=True)
        return replace(outcome, is_untried=is_broken and error.nothing_was_sent)


REPLIES = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


def _close(backend):
    with suppress(Exception):  # one that cannot be closed in good order is gone all the same
        backend.close()
