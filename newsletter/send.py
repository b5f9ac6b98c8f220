"""Sending: what is due is claimed in groups, composed for each reader, and handed to the mail backend one by one."""

import logging
from collections import Counter
from contextlib import suppress
from time import monotonic

from django.core.mail import get_connection

from newsletter.claims import claim, claim_due
from newsletter.compose import compose_delivery
from newsletter.ledger import Ledger
from newsletter.models import Delivery
from newsletter.outcomes import Outcome, accepted, of_error, of_opening

logger = logging.getLogger(__name__)

TASK_SECONDS = 20  # a task is short, so that a worker can stop
GROUP_SECONDS = 300  # a group that hangs gives the rest back, long before the sweep calls it lost

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def send_due(at):
    """Send what is due, for about 20 seconds. Returns whether there may be more."""
    ends = monotonic() + TASK_SECONDS
    with Post() as post:
        while not post.is_shut and (group := claim_due(at)):
            post.send(group)
            if monotonic() > ends:
                return True
    return False


def send_all(deliveries, at):
    """Send all of these that are open, whatever their hour. Returns how many came to which status."""
    with Post() as post:
        while not post.is_shut and (group := claim(deliveries, at)):
            post.send(group)
    return post.counts


class Post:
    """One connection to the mail backend, opened when first needed, opened anew after an error."""

    def __init__(self):
        self.connection, self.is_shut, self.counts = None, False, Counter()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._close()
        if self.counts:
            logger.info("Mails: %s", ", ".join(f"{count} {status}" for status, count in sorted(self.counts.items())))

    def send(self, group):
        """Send these claimed mails. Where the way out turns out to be shut, the rest goes back into the queue."""
        ends = monotonic() + GROUP_SECONDS
        outcome = None
        with Ledger() as ledger:
            for delivery in group:
                if self.is_shut or monotonic() > ends:
                    outcome = Outcome(Status.RETRY, f"not tried after: {outcome.reply}", way_is_shut=True)
                else:
                    outcome = self._send(delivery)
                ledger.note(delivery, outcome)
                self.counts[str(outcome.status)] += 1

    def _send(self, delivery):
        try:
            message = compose_delivery(delivery)
        except Exception as error:  # one reader's edition that cannot be composed must not hold up all others
            logger.exception("Delivery %s cannot be composed", delivery.public_id)
            return Outcome(Status.RETRY, f"not composed: {type(error).__name__}: {error}")
        if message is None:
            return Outcome(Status.SKIPPED, skip_reason=SkipReason.NOTHING_SELECTED)
        message.metadata = {"delivery": delivery.public_id}  # Anymail's events bring it back; SMTP ignores it
        return self._open() or self._hand_over(message)

    def _open(self):
        """None once there is a connection, else the outcome for everything that waits."""
        if self.connection is None:
            try:
                self.connection = get_connection()
                self.connection.open()
            except Exception as error:  # refused, unknown host, wrong password, wrong setting: nothing was sent
                self._close()
                return self._shut(of_opening(error))
        return None

    def _hand_over(self, message):
        try:
            count = self.connection.send_messages([message])
        except Exception as error:  # any backend's own errors; what the table does not know is uncertain
            self._close()
            outcome = of_error(error)
            return self._shut(outcome) if outcome.way_is_shut else outcome
        return accepted(message, count, getattr(self.connection, "last_reply", ""))

    def _shut(self, outcome):
        self.is_shut = True
        logger.warning("No mail can be sent now, the rest waits: %s", outcome.reply)
        return outcome

    def _close(self):
        connection, self.connection = self.connection, None
        if connection:
            with suppress(Exception):  # one that cannot be closed in good order is gone all the same
                connection.close()
