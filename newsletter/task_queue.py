"""Putting a task into its queue never fails a page: the rows are the truth, and the clock finds them again."""

import logging
from time import monotonic
from typing import Any

from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5  # in which nobody asks a broker that was just found away: a page must not wait for it twice


class LenientTask(DjangoTask):
    """A task whose message may get lost. While the broker is away `is_broker_away` says so to whoever has a reader."""

    abstract = True
    failed_at: float | None = None

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        """As Celery's; None where the broker did not take the message."""
        if is_broker_away():
            return None
        try:
            return super().apply_async(*args, **kwargs)
        except (OperationalError, OSError) as error:
            LenientTask.failed_at = monotonic()
            logger.warning("The broker is away (%s); %s will be found in the rows", error, self.name)
            return None


def is_broker_away() -> bool:
    """Whether it was found away a moment ago, in this process."""
    return LenientTask.failed_at is not None and monotonic() - LenientTask.failed_at < AWAY_SECONDS
