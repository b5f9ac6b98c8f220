"""The sender of batch calls: composed mails are gathered until a call is full by number or by bytes."""

from math import inf
from typing import Any

from django.core.mail import EmailMessage

from newsletter.deliveries.claimed_delivery import ClaimedDelivery
from newsletter.sending.batch_calls.batch_api import BatchApi, BatchJob, EncodedMail
from newsletter.sending.batch_calls.choice import mails_per_call
from newsletter.sending.django_backend.outcomes import of_error
from newsletter.sending.rate_limiter import get_rate_limiter
from newsletter.sending.sender import MAX_UNWRITTEN, Sender
from newsletter.sending.thread_pool import ThreadPoolTransport

AROUND = 2  # bytes of a call beside its mails: the brackets; and one between two mails


class BatchSender(Sender):
    """A Sender whose mails share calls. What is gathered is not started: it is released where sending ends before.

    A call that loses its answer leaves all of its mails uncertain, and so does a killed process with those that it has
    claimed: at most two calls' worth and what any sender leaves. A limit of mails a second is kept by whole calls.
    """

    def __init__(self, api: BatchApi, seconds: float = inf) -> None:
        super().__init__(seconds)
        self.calls = self.transport = ThreadPoolTransport()
        self.api, self.per_call = api, mails_per_call(api)
        self.claim_size, self.max_unwritten = self.per_call, MAX_UNWRITTEN + self.per_call
        self.rate_limiter = get_rate_limiter(self.per_call)
        self.gathered: list[tuple[ClaimedDelivery, EncodedMail]] = []
        self.first: Any = None  # message of those
        self.size = AROUND

    def _submit(self, delivery: ClaimedDelivery, message: Any, left: int) -> None:
        if delivery.attempts > 1:  # it may be what spoiled a call for all others
            return super()._submit(delivery, message, 1)
        mail = self._encoded(delivery, message)
        if mail is None:
            return None
        if self.size + len(mail.data) + 1 > self.api.max_bytes:
            self._send_gathered()
        if not self.gathered:
            self.first = message
        self.gathered.append((delivery, mail))
        self.size += len(mail.data) + 1
        if len(self.gathered) >= self.per_call:
            self._send_gathered()
        return self._after_submit()

    def _encoded(self, delivery: ClaimedDelivery, message: EmailMessage) -> EncodedMail | None:
        try:
            return self.api.encode(message)
        except Exception as error:  # as where a mail is sent by itself: a provider's own errors, nothing has left
            self.not_started.pop(delivery.pk)
            self._record(delivery, of_error(error))
            return None

    def _send_gathered(self) -> None:
        call, first = self.gathered, self.first
        self._forget_gathered()
        if len(call) == 1:
            super()._submit(call[0][0], first, 1)
        elif call and not (self.rate_limiter and not self._wait_for_rate_limit(1)):
            for delivery, _mail in call:
                self.not_started.pop(delivery.pk)
            job = BatchJob(self.api, [mail for _delivery, mail in call])
            self.calls.submit_job([delivery for delivery, _mail in call], job)

    def _forget_gathered(self) -> None:
        self.gathered, self.first, self.size = [], None, AROUND

    def _wait_until_unwritten(self, most: int) -> None:
        """At the end the last call leaves, full or not; before, what is gathered waits for more."""
        if not (most or self.is_down or self.is_time_over):
            self._send_gathered()
        super()._wait_until_unwritten(most)

    def _cancel_pending(self) -> None:
        self._forget_gathered()
        super()._cancel_pending()
