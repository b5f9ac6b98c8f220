"""The transports: an SMTP pool of our own for raw messages, or threads with any other Django e-mail backend."""

from typing import Any, Protocol

from django.conf import settings

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.deliveries.outcome import Outcome
from newsletter.sending.smtp.pool import SmtpPool
from newsletter.sending.thread_pool import ThreadPoolTransport

SMTP_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"


class Transport(Protocol):
    """Takes messages, and brings back the Outcome of each; it knows no database.

    `in_flight` mails are submitted and have not come back; at `max_in_flight` somebody must ask for results before
    submitting more.
    """

    in_flight: int
    max_in_flight: int

    def has_capacity(self) -> bool:
        """Whether the next mail would leave at once; if not, another connection is opened where one is allowed."""

    def submit(self, delivery: ClaimedDelivery, message: Any) -> None:
        """Send this message: a RawMessage where `uses_smtp()`, else an EmailMessage."""

    def cancel_pending(self) -> list[ClaimedDelivery]:
        """Take back the deliveries that no connection has begun to carry."""

    def next_result(self, seconds: float) -> tuple[ClaimedDelivery | None, Outcome] | None:
        """The next (delivery, outcome) within so many seconds, or None. Without a delivery: no mail can go out."""

    def close(self) -> None:
        """Close all connections, without waiting long for a polite farewell."""


def uses_smtp() -> bool:
    """Whether mails leave as raw messages by our own SMTP pool."""
    return settings.EMAIL_BACKEND == SMTP_BACKEND


def get_transport() -> Transport:
    """The transport that settings.EMAIL_BACKEND chooses."""
    return SmtpPool() if uses_smtp() else ThreadPoolTransport()
