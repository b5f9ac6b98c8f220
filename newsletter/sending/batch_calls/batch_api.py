"""A batch API: what a provider's call takes and answers, if it carries many distinct mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.core.mail import EmailMessage

from newsletter.deliveries.outcome import Outcome


class EncodedMail(NamedTuple):
    """One mail to one recipient, as it stands in a call; `headers` are the call's, the same for all of them."""

    recipient: str
    data: bytes
    headers: dict[str, str]


class BatchApi(Protocol):
    """At most `max_mails` in one call, and `max_bytes` of them with what stands between."""

    max_mails: int
    max_bytes: int

    def encode(self, message: EmailMessage) -> EncodedMail:
        """The mail as Anymail would send it alone. Raises AnymailError."""

    def send(self, backend: Any, mails: Sequence[EncodedMail]) -> list[Outcome]:
        """Make one call by this open backend. Returns the Outcome of each in their order; raises AnymailAPIError."""


@dataclass(frozen=True, slots=True)
class BatchJob:
    """A call's worth of mails, for a backend that is open."""

    api: BatchApi
    mails: Sequence[EncodedMail]

    @property
    def size(self) -> int:
        return len(self.mails)

    def run(self, backend: Any) -> list[Outcome]:
        return self.api.send(backend, self.mails)
