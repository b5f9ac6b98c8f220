"""Sending: what is due is claimed in groups, prepared for each reader, and carried out by a few couriers at once."""

import logging
from collections import Counter
from dataclasses import replace
from math import inf
from time import monotonic

from newsletter.deliveries import claim_queue
from newsletter.deliveries.outcome_writer import Ledger, give_back
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import prepared
from newsletter.models import Delivery
from newsletter.sending import circuit_breaker
from newsletter.sending.outcomes import Outcome
from newsletter.sending.rate_limiter import make_pace
from newsletter.sending.transports import is_smtp, new_way

logger = logging.getLogger(__name__)

TASK_SECONDS = 20  # a task is short, so that a worker can stop
GROUP_SECONDS = 300  # long before the sweep calls a group lost
UNWRITTEN = 32  # with a group more, the most that a killed worker leaves of which nobody knows whether they were sent
BLINK = 0.001  # seconds

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def send_due(at):
    """Send what is due, for about 20 seconds. Returns whether there may be more."""
    with Post(TASK_SECONDS) as post:
        post.send_all_of(claim_queue.due(at))
    return post.is_late and not post.is_shut


def send_all(deliveries, at):
    """Send all of these that are open, whatever their hour. Returns how many came to which status."""
    with Post() as post:
        post.send_all_of(claim_queue.Claims(at, deliveries.order_by("due_at")))
    return post.counts


class Post:
    """Hands claimed mails to couriers and writes down what they bring back.

    However its block ends, each claimed mail has an outcome, or is given back if nobody began to carry it.
    """

    def __init__(self, seconds=inf):
        self.ends = monotonic() + seconds
        self.couriers, self.ledger, self.pace, self.brakes = new_way(), Ledger(), make_pace(), circuit_breaker.Brakes()
        self.untried, self.shut, self.counts, self.group_ends = {}, None, Counter(), inf

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        try:
            if kind:
                self._keep(self.couriers.take_back())
            self._wait_for(0)
        finally:
            self._finish()

    @property
    def is_shut(self):
        return self.shut is not None

    @property
    def is_late(self):
        return monotonic() > self.ends

    def send_all_of(self, owed):
        """Send group after group of these claims, until there is none, the time is over, or nothing can go out."""
        while not self.is_shut and not self.is_late and (group := owed.group()):
            self.send(group)

    def send(self, group):
        """Send these claimed mails; the last of them may still be on their way afterwards."""
        self._keep(group)
        self.group_ends = monotonic() + GROUP_SECONDS
        for left, delivery in zip(range(len(group), 0, -1), group, strict=True):
            if self.is_shut or self.is_late:
                break
            self._send(delivery, left)
        self._wait_for(UNWRITTEN)

    def _keep(self, deliveries):
        self.untried |= {row.pk: row for row in deliveries}

    def _send(self, delivery, left):
        letter = _letter(delivery)
        if isinstance(letter, Outcome):
            self.untried.pop(delivery.pk)
            return self._note(delivery, letter)
        if self.pace and not self._wait_for_place(left):
            return None
        self.untried.pop(delivery.pk)
        self.couriers.give(delivery, letter)
        return self._take_in(0) if self.couriers.abroad >= self.couriers.at_once else self.ledger.write_in_time()

    def _wait_for_place(self, left):
        """Whether the mail may leave, and would leave at once; False where the time is over or the way is shut."""
        while not self.is_shut and not self.is_late:
            if not self.pace.has_places:
                self.ledger.write()
            if not self.couriers.is_ready():
                self._take_in(BLINK)
            elif wait := self.pace.take(left):
                self._take_in(wait)
            else:
                return True
        return False

    def _wait_for(self, most):
        """Until at most so many are not written down."""
        while self.couriers.abroad + len(self.ledger.waiting) > most:
            if self.is_late:
                self._keep(self.couriers.take_back())
            elif monotonic() > self.group_ends:
                self._shut(Outcome(Status.RETRY, "the server is too slow", way_is_shut=True))
            if self.couriers.abroad:
                self._take_in(self.ledger.seconds_left)
            else:
                self.ledger.write()

    def _take_in(self, seconds):
        """Note what comes back within so many seconds, and whatever has come back already."""
        while result := self.couriers.result(min(seconds, self.ledger.seconds_left)):
            delivery, outcome = result
            if delivery:
                self._note(delivery, outcome)
            elif outcome.stops:
                circuit_breaker.stop(outcome.stops, outcome.reply)
            if outcome.way_is_shut:
                self._shut(outcome)
            seconds = 0
        self.ledger.write_in_time()

    def _note(self, delivery, outcome):
        self.ledger.note(delivery, outcome)
        self.counts[str(outcome.status)] += 1
        if reason := self.brakes.note(delivery, outcome):
            self._shut(replace(outcome, stops=reason))

    def _shut(self, outcome):
        if self.shut is None:
            logger.warning("No mail can be sent now, the rest waits: %s", outcome.reply)
            self.shut = outcome
        self._keep(self.couriers.take_back())

    def _finish(self):
        """What nobody carried waits a while where the way is shut, and is open again at once where we just stop."""
        rest, self.untried = list(self.untried.values()), {}
        if self.shut and not self.shut.stops:
            for delivery in rest:
                reply = f"not tried after: {self.shut.reply}"
                self._note(delivery, replace(self.shut, status=Status.RETRY, reply=reply, way_is_shut=True))
        else:
            give_back(rest)
        self.ledger.write()
        self.brakes.add()
        self.couriers.dismiss()
        if self.counts:
            logger.info("Mails: %s", ", ".join(f"{count} {status}" for status, count in sorted(self.counts.items())))


def _letter(delivery):
    """What a courier carries, or the Outcome where there is nothing to carry."""
    is_prepared = is_smtp()
    try:
        letter = prepared(delivery) if is_prepared else compose_delivery(delivery)
    except Exception as error:  # one reader's edition that cannot be composed must not hold up all others
        logger.exception("Delivery %s cannot be composed", delivery.public_id)
        return Outcome(Status.RETRY, f"not composed: {type(error).__name__}: {error}")
    if letter is None:
        return Outcome(Status.SKIPPED, skip_reason=SkipReason.NOTHING_SELECTED)
    if not is_prepared:
        letter.metadata = {"delivery": delivery.public_id}  # Anymail's events bring it back
    return letter
