"""The rate limit: a token bucket that all workers share, asked before each mail and never afterwards.

The bucket is one moment in the database: up to it, places in time are given away. A worker takes the next places, one
interval after another, and sends each mail at its place or a few milliseconds later; a place that it misses is lost.
So no second holds more mails than the limit, whoever sends them, and what is left over is not saved up.
"""

import datetime as dt
from collections import deque
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from newsletter.models import Sending

SHARE = 0.98  # of the limit is given away; what is left pays for mails that leave a little late
LATE, LATE_OF_FEW = 0.012, 0.004  # seconds; few: less than a hundred a second, which can be on time
AHEAD, MOST = 0.1, 10  # seconds of places, and places, that one worker takes at most
ASTRAY = dt.timedelta(minutes=1)  # further ahead than all workers can be: the clock was set back


def make_pace():
    """The pace of settings.MAIL_RATE_PER_SECOND, or None without a limit."""
    return Pace(settings.MAIL_RATE_PER_SECOND) if settings.MAIL_RATE_PER_SECOND else None


class Pace:
    """One worker's share of the limit (mails a second)."""

    def __init__(self, rate):
        self.interval = 1 / (rate * SHARE)
        self.late = LATE if self.interval < 0.0103 else LATE_OF_FEW
        self.places, self.count = deque(), 1

    @property
    def has_places(self):
        """Whether places are ours: until they have passed we should do nothing else that takes time."""
        return bool(self.places)

    def take(self, ready):
        """0: one mail may leave now. Else the seconds after which to ask again. `ready`: how many mails there are."""
        self._forget_missed(monotonic())
        if not self.places:
            self.places.extend(self._reserve(min(self.count, ready)))
        wait = self.places[0] - monotonic()
        if wait <= 0:
            self.places.popleft()
        return max(wait, 0)

    def _forget_missed(self, now):
        """Who misses places took too many: then fewer at a time, and more again while all are used."""
        if self.places and self.places[0] < now - self.late:
            self.count = max(1, self.count // 4)
            while self.places and self.places[0] < now - self.late:
                self.places.popleft()

    def _reserve(self, count):
        """The next free places, as moments of our own monotonic clock; the database's clock is everybody's."""
        with transaction.atomic():
            Sending.objects.locked()
            row = Sending.objects.annotate(now=Now()).get(pk=1)
            seen_at = monotonic()
            start = max(row.next_at or row.now, row.now)
            if start > row.now + ASTRAY:
                start = row.now
            end = start + dt.timedelta(seconds=count * self.interval)
            Sending.objects.filter(pk=1).update(next_at=end)
        first = seen_at + (start - row.now).total_seconds()
        places = [first + number * self.interval for number in range(count)]
        self.count = max(1, min(self.count * 2, MOST, int(AHEAD / self.interval)))
        return places
