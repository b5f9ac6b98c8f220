"""The rate limit: a token bucket that all workers share, asked before each mail and never afterwards.

The bucket is one moment in the database: up to it, places in time are reserved. A worker reserves the next places, one
interval after another, and sends each mail at its place or a few milliseconds later; a place that it misses is lost.
So no second holds more mails than the limit, whoever sends them, and what is left over is not saved up.
"""

import datetime as dt
from collections import deque
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from newsletter.models import SendingState

HEADROOM = 0.02  # of the limit is not given away: it pays for mails that leave a little late
# Seconds after which a place is missed; where less than a hundred mails a second are allowed, they can be on time.
MAX_LATENESS, MAX_LATENESS_AT_LOW_RATE, LOW_RATE_INTERVAL = 0.012, 0.004, 0.0103
MAX_SECONDS_AHEAD, MAX_RESERVED = 0.1, 10  # seconds of places, and places, that one worker reserves at most
MAX_CLOCK_SKEW = dt.timedelta(minutes=1)  # further ahead than all workers can be: the clock was set back


def get_rate_limiter(mails: int = 1) -> "RateLimiter | None":
    """One for settings.MAIL_RATE_PER_SECOND where so many mails leave at each place, or None without a limit."""
    return RateLimiter(settings.MAIL_RATE_PER_SECOND / mails) if settings.MAIL_RATE_PER_SECOND else None


class RateLimiter:
    """One worker's part of the limit (mails a second)."""

    def __init__(self, rate: float) -> None:
        self.interval = 1 / (rate * (1 - HEADROOM))
        self.max_lateness = MAX_LATENESS if self.interval < LOW_RATE_INTERVAL else MAX_LATENESS_AT_LOW_RATE
        self.reserved: deque[float] = deque()
        self.count = 1  # of places to reserve next time

    @property
    def has_reserved(self) -> bool:
        """Whether places are ours: until they have passed we should do nothing else that takes time."""
        return bool(self.reserved)

    def acquire(self, ready: int) -> float:
        """0: one mail may leave now. Else the seconds after which to ask again. `ready`: how many mails there are."""
        self._drop_missed(monotonic())
        if not self.reserved:
            self.reserved.extend(self._reserve(min(self.count, ready)))
        wait = self.reserved[0] - monotonic()
        if wait <= 0:
            self.reserved.popleft()
        return max(wait, 0)

    def _drop_missed(self, now: float) -> None:
        """Who misses places reserved too many: then fewer at a time, and more again while all are used."""
        if self.reserved and self.reserved[0] < now - self.max_lateness:
            self.count = max(1, self.count // 4)
            while self.reserved and self.reserved[0] < now - self.max_lateness:
                self.reserved.popleft()

    def _reserve(self, count: int) -> list[float]:
        """The next free places, as moments of our own monotonic clock; the database's clock is everybody's."""
        with transaction.atomic():
            SendingState.objects.locked()
            state = SendingState.objects.annotate(now=Now()).get(pk=1)
            seen_at = monotonic()
            start = max(state.next_send_at or state.now, state.now)
            if start > state.now + MAX_CLOCK_SKEW:
                start = state.now
            end = start + dt.timedelta(seconds=count * self.interval)
            SendingState.objects.filter(pk=1).update(next_send_at=end)
        first = seen_at + (start - state.now).total_seconds()
        places = [first + number * self.interval for number in range(count)]
        self.count = max(1, min(self.count * 2, MAX_RESERVED, int(MAX_SECONDS_AHEAD / self.interval)))
        return places
